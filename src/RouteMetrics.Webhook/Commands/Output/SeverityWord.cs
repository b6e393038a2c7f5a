using RouteMetrics.Core.Findings;

namespace RouteMetrics.Webhook.Commands.Output;

internal static class SeverityWord
{
    /// <summary>As the configuration spells it.</summary>
    public static string Word(this Severity severity) => severity switch
    {
        Severity.Deny => "deny",
        Severity.Warn => "warn",
        _ => "off",
    };
}
