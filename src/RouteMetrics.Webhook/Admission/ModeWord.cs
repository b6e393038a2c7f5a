using System.Diagnostics;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Admission;

internal static class ModeWord
{
    /// <summary>As the label <c>routemetrics.io/mode</c> spells it.</summary>
    public static string Word(this Mode mode) => mode switch
    {
        Mode.Enforce => "enforce",
        Mode.Warn => "warn",
        Mode.Audit => "audit",
        _ => throw new UnreachableException(),
    };
}
