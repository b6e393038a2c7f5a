using RouteMetrics.Core.Model;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Findings;

/// <summary><see cref="Off"/> drops the finding, <see cref="Warn"/> reports it, <see cref="Deny"/> rejects in enforce mode.</summary>
public enum Severity
{
    Off,
    Warn,
    Deny,
}

/// <summary>
/// One thing wrong with an object: where (<paramref name="Path"/> in the user's YAML spelling, such as
/// <c>spec.rules[0].matches[1].path.value</c>), the offending <paramref name="Value"/> (null where there is none), why it is wrong as the
/// rest of a sentence about it, and what to do instead.
/// </summary>
public sealed record Finding(FindingCode Code, Severity Severity, ObjectRef Object, string Path, string? Value, string Reason, string Fix)
{
    /// <summary>One line: <c>spec.rules[0].matches[1].path.value: "/(": reason; fix</c>. Long values are cut.</summary>
    public string Message => Value is null ? $"{Path}: {Reason}; {Fix}" : $"{Path}: {OneLine.Quote(Value)}: {Reason}; {Fix}";

    /// <summary>Code and message, as a client is shown it: <c>RMW001 spec.rules[0]…</c>.</summary>
    public override string ToString() => $"{Code} {Message}";
}
