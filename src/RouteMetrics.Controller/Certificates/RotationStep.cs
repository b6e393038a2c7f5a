namespace RouteMetrics.Controller.Certificates;

/// <summary>What a replica does next for Secret and webhook configurations.</summary>
internal abstract record RotationStep
{
    private RotationStep()
    {
    }

    /// <summary>Creates the Secret, or replaces its content.</summary>
    public sealed record WriteSecret(TlsSecret Content, string Reason) : RotationStep;

    /// <summary>Sets each <c>caBundle</c> of these configurations.</summary>
    public sealed record WriteBundles(IReadOnlyList<WebhookConfiguration> Configurations, string CaBundle) : RotationStep;

    /// <summary>Nothing is to be done for this time, if nothing changes.</summary>
    public sealed record Wait(TimeSpan Time) : RotationStep;

    /// <summary>Nothing may be done until somebody has changed the Secret.</summary>
    public sealed record Blocked(string Reason) : RotationStep;
}
