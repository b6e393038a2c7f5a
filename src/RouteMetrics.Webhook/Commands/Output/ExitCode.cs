namespace RouteMetrics.Webhook.Commands.Output;

/// <summary>The exit codes.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Findings or denials: the input was valid, and something in it is refused.</summary>
    public const int Findings = 1;

    /// <summary>The command line or the input could not be understood.</summary>
    public const int Usage = 2;
}
