using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core;

/// <summary>How the policy applies to the namespaces of a mesh. An unknown namespace has no labels.</summary>
internal sealed class AuditedNamespaces(MeshSnapshot snapshot, RouteMetricsSettings settings)
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>(StringComparer.Ordinal);

    private readonly Dictionary<string, string?> reasons = new(StringComparer.Ordinal);

    public bool Includes(string name) => ReasonNotIn(name) is null;

    /// <summary>Whether its WasmPlugins, TrafficExtensions and Telemetries are judged.</summary>
    public bool IncludesExpressions(string name) => NamespaceEnrolment.ReasonExpressionsNotJudged(Resource(name), settings) is null;

    public bool IncludesObjectOf(Finding finding) => Includes(finding.Object.Key.Namespace);

    /// <summary>Why nothing of this namespace is judged; null if it is.</summary>
    public string? ReasonNotIn(string name)
    {
        if (!reasons.TryGetValue(name, out var reason))
        {
            reasons[name] = reason = NamespaceEnrolment.ReasonNotJudged(Resource(name), settings);
        }

        return reason;
    }

    /// <summary>The mode of a namespace; of one whose expressions alone are judged, theirs.</summary>
    public Mode ModeOf(string name) => NamespaceEnrolment.ModeOfExpressions(Resource(name), settings);

    public int BudgetOf(string name) => settings.Budget.Of(name, Resource(name).Labels);

    private NamespaceResource Resource(string name) => snapshot.Namespace(name) ?? new(name, NoLabels);
}
