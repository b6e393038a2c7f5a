using System.Runtime.InteropServices;

namespace RouteMetrics.Core.Re2;

/// <summary>The flags that RE2 knows in <c>(?flags)</c>; all are off at the start of a pattern that Envoy compiles.</summary>
[Flags]
public enum Re2Modifiers
{
    None = 0,

    /// <summary><c>i</c>: letters match in either case.</summary>
    FoldCase = 1,

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> match at line ends too.</summary>
    MultiLine = 2,

    /// <summary><c>s</c>: <c>.</c> matches a newline too.</summary>
    DotNewline = 4,

    /// <summary><c>U</c>: swaps <c>x*</c> and <c>x*?</c>, which never changes whether a text matches.</summary>
    Ungreedy = 8,
}

/// <summary>What <c>(?on-off)</c> or <c>(?on-off:…)</c> changes; a flag named on both sides ends off.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Re2FlagChange(Re2Modifiers On, Re2Modifiers Off)
{
    public static readonly Re2FlagChange None;

    public Re2Modifiers ApplyTo(Re2Modifiers flags) => (flags | On) & ~Off;
}
