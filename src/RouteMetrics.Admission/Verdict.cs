using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Admission;

/// <summary>Why a request is denied. Always 403 <c>Forbidden</c>: kubectl 1.20 shows no message for a 422 <c>Invalid</c>.</summary>
public sealed record Denial(string Message)
{
    /// <summary>Code and reason of the Kubernetes Status.</summary>
    public const int Code = 403;

    public const string Reason = "Forbidden";
}

/// <summary>The verdict on a request. Without a <see cref="Denial"/> it is allowed.</summary>
public sealed record Verdict
{
    /// <summary>Keys of the audit annotations; the API server prefixes each with the webhook's name.</summary>
    public const string DecisionKey = "routemetrics-decision";

    public const string ModeKey = "routemetrics-mode";

    /// <summary>A note on invalid labels of the Namespace.</summary>
    public const string NoteKey = "routemetrics-note";

    public const string FindingsKey = "routemetrics-findings";

    public Denial? Denial { get; init; }

    public bool Allowed => Denial is null;

    /// <summary>What the client is shown, most severe first.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> AuditAnnotations { get; init; } = [];

    /// <summary>RFC 6902, in order; empty changes nothing.</summary>
    public IReadOnlyList<PatchOperation> Patch { get; init; } = [];

    /// <summary>The codes of all findings, each once, most severe first.</summary>
    public IReadOnlyList<FindingCode> Codes { get; init; } = [];

    /// <summary>Nothing was judged or changed; the audit annotation has the reason.</summary>
    public bool IsSkipped { get; private init; }

    /// <summary>Allowed as it is, for a reason that is audited.</summary>
    public static Verdict Skipped(string reason) => new()
    {
        AuditAnnotations = [new(DecisionKey, $"skipped: {reason}")],
        IsSkipped = true,
    };

    /// <summary>Allowed, with decision and mode for the audit log.</summary>
    public static Verdict Of(string decision, Mode mode) =>
        new() { AuditAnnotations = [new(DecisionKey, decision), new(ModeKey, mode.Word())] };

    /// <summary>Mutation and the validation after it as one verdict, as a client of the API server sees them.</summary>
    public static Verdict Merge(Verdict mutation, Verdict validation) => validation with
    {
        Warnings = [.. mutation.Warnings, .. validation.Warnings],
        Patch = validation.Allowed ? mutation.Patch : [],
    };
}
