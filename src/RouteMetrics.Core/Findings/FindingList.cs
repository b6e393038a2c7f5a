using RouteMetrics.Core.Model;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Findings;

/// <summary>Collects findings with the severity that the configuration gives their code; those that are off are dropped.</summary>
public sealed class FindingList(IReadOnlyDictionary<FindingCode, Severity> severities)
{
    private readonly List<Finding> findings = [];

    // Most admissions find nothing.
    private HashSet<Finding>? known;

    /// <summary>Adds a finding about a route.</summary>
    public void Add(FindingCode code, RouteKey route, string path, string? value, string reason, string fix) =>
        Add(code, ObjectRef.Route(route), path, value, reason, fix);

    /// <summary>Adds a finding once, even for several targets, with the configured severity or <paramref name="atMost"/>.</summary>
    public void Add(
        FindingCode code, ObjectRef about, string path, string? value, string reason, string fix, Severity atMost = Severity.Deny)
    {
        var configured = FindingSeverity.Of(code, severities);
        var severity = configured < atMost ? configured : atMost;
        if (severity == Severity.Off)
        {
            return;
        }

        var finding = new Finding(code, severity, about, OneLine.Of(path), value, OneLine.Of(reason), OneLine.Of(fix));
        if ((known ??= []).Add(finding))
        {
            findings.Add(finding);
        }
    }

    /// <summary>By object, then in the order of the document.</summary>
    public IReadOnlyList<Finding> InDocumentOrder() => findings.Count < 2 ? findings : [.. findings.InDocumentOrder()];
}
