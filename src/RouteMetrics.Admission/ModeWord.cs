using System.Diagnostics;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Admission;

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

    /// <summary>The mode of this word; null for any other text.</summary>
    public static Mode? Parse(ReadOnlySpan<char> word) => word switch
    {
        "enforce" => Mode.Enforce,
        "warn" => Mode.Warn,
        "audit" => Mode.Audit,
        _ => null,
    };
}
