using System.Diagnostics;
using RouteMetrics.Core.Conflicts;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Objectives;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Rules;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core;

/// <summary>The only way from a snapshot to operations, findings and manifests, so that what is admitted is what is applied.</summary>
public sealed class RoutePlan
{
    private readonly EnrolledMesh enrolled;

    private readonly Holds holds;

    private readonly string? onlyNamespace;

    private RoutePlan(
        EnrolledMesh enrolled, Holds holds, string? onlyNamespace, IReadOnlyList<TargetOperations> targets,
        IReadOnlyList<Finding> findings) =>
        (this.enrolled, this.holds, this.onlyNamespace, Targets, Findings) = (enrolled, holds, onlyNamespace, targets, findings);

    /// <inheritdoc cref="MeshSnapshot.MetricNamesOf"/>
    public IReadOnlyList<string> MetricNamesOf(Target target) => enrolled.Snapshot.MetricNamesOf(target);

    /// <summary>The operations of every target that has any: Services before Gateways, by namespace and name.</summary>
    public IReadOnlyList<TargetOperations> Targets { get; }

    /// <summary>The waypoints that Services with operations have.</summary>
    public IReadOnlySet<NamespacedName> Waypoints => Targets
        .Where(static target => target.Target.IsAtWaypoint)
        .Select(target => ParentMeasurement.WaypointOf(target.Target, enrolled)
            is ParentMeasurement.AtWaypoint at
            ? at.Waypoint
            : throw new UnreachableException("a Service without a waypoint has no operations"))
        .ToHashSet();

    /// <summary>Those of the targets that nothing is written for, since objects of others are in the way.</summary>
    public IReadOnlyList<HeldTarget> Held => [.. holds.Held.Where(held => Targets.Any(target => target.Target == held.Target))];

    /// <summary>The targets without those that are held: what the proxies will know.</summary>
    public IReadOnlyList<TargetOperations> Measured => holds.Free(Targets);

    /// <summary>By route, in the order of its document.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>All targets of the mesh.</summary>
    public static RoutePlan Of(MeshSnapshot snapshot, RouteMetricsSettings settings) => Of(snapshot, settings, snapshot.Routes, null);

    /// <summary>The targets of one namespace alone.</summary>
    public static RoutePlan OfNamespace(string name, MeshSnapshot snapshot, RouteMetricsSettings settings)
    {
        var plan = Of(snapshot, settings, snapshot.RoutesAround(name), name);
        return new NamespaceBudget(name, snapshot, settings).FindingsElsewhere() is { Count: > 0 } others
            ? new(plan.enrolled, plan.holds, name, plan.Targets, [.. plan.Findings.Concat(others).InDocumentOrder()])
            : plan;
    }

    /// <summary>What one new or changed route adds: its own operations and findings. The cost is that of its own targets.</summary>
    public static RoutePlan OfRoute(HttpRoute route, MeshSnapshot snapshot, RouteMetricsSettings settings) =>
        new RouteNeighbours(snapshot, settings).PlanOf(route);

    /// <summary>The operations of <see cref="OfRoute"/> that the proxies will know, for whoever asks for no finding.</summary>
    public static IReadOnlyList<TargetOperations> MeasuredOf(HttpRoute route, MeshSnapshot snapshot, RouteMetricsSettings settings) =>
        new RouteNeighbours(snapshot, settings).MeasuredOf(route);

    /// <summary>The objects in apply order: Namespaces, Gateways, WasmPlugins, Telemetries; each by namespace and name.</summary>
    public IReadOnlyList<Manifest> Manifests() => MeshManifests.Render(holds.Measured(Targets), Namespaces(), enrolled);

    /// <summary>
    /// Rules of the Prometheus operator for routes with an objective, by namespace and name. Nobody but <c>render</c> wants them.
    /// </summary>
    public IReadOnlyList<Manifest> Objectives() =>
    [
        .. from route in enrolled.Snapshot.Routes
               .OrderBy(static route => route.Key.Namespace, StringComparer.Ordinal)
               .ThenBy(static route => route.Key.Name, StringComparer.Ordinal)
           where route.Annotations.ContainsKey(ServiceLevel.Annotation)
           let level = ServiceLevel.Parse(route.Annotations[ServiceLevel.Annotation], out _)
           let targets = About(route.Key, []).Measured
           where level is not null && targets.Count > 0
           select PrometheusRuleManifest.Of(route.Key, level, targets, enrolled),
    ];

    /// <summary><paramref name="judges"/>: findings are asked for, too.</summary>
    internal static RoutePlan Of(
        MeshSnapshot snapshot, RouteMetricsSettings settings, IEnumerable<HttpRoute> routes, string? onlyNamespace, bool judges = true)
    {
        var findings = new FindingList(settings.Severities);
        var mesh = new EnrolledMesh(snapshot, settings);
        var attached = new AttachedRoutes(mesh, findings, onlyNamespace);
        HttpRoute[] byAge = [.. routes];
        Array.Sort(byAge, RouteAge.Instance);
        foreach (var route in byAge)
        {
            Add(route, attached, findings, judges);
        }

        var targets = NameClashes.Settle(new OperationSynthesis(settings, findings).Of(attached), mesh, findings);
        var found = Holds.Of(targets, mesh);
        if (!judges)
        {
            return new(mesh, found, onlyNamespace, targets, []);
        }

        UnreachedMatches.Report(attached.Candidates.Where(attached.IsSeenWhole), findings);
        if (onlyNamespace is null || !NamespaceBudget.NeedsOthers(onlyNamespace, snapshot))
        {
            // What is held makes no series.
            SeriesBudgetRule.Check(found.Free(targets), onlyNamespace, mesh, findings);
        }

        found.Report(targets, byAge, findings);
        new TakenRequests(mesh, findings).Report(byAge);
        return new(mesh, found, onlyNamespace, targets, UnaskedRoutes.Asked(findings.InDocumentOrder(), byAge, mesh));
    }

    internal RoutePlan About(RouteKey route, IReadOnlyList<Finding> findings) => new(enrolled, holds, onlyNamespace, [.. Targets
        .Select(target => target with { Operations = [.. target.Operations.Where(operation => operation.Source.Route == route)] })
        .Where(static target => target.Operations.Count > 0)], findings);

    private static void Add(HttpRoute route, AttachedRoutes attached, FindingList findings, bool judges)
    {
        // Of an outline there is nothing to judge.
        if (route.LeftOut is null || route.Rules.Count > 0)
        {
            if (!RouteBounds.Admit(route, findings))
            {
                attached.AddLeftOut(route with { Rules = [] }, RouteBounds.LeftOut(route, "", ""));
                return;
            }

            if (judges)
            {
                RoutePolicy.Check(route, findings);
            }
        }

        if ((route.LeftOut ?? RouteBounds.LeftOut(route)) is { } why)
        {
            // Istio serves it all the same.
            findings.Add(
                FindingCode.RMW012, ObjectRef.Route(route.Key), "spec", null, $"is not measured: it {why.Reason}", why.Fix,
                Severity.Warn);
            attached.AddLeftOut(route, why);
        }
        else
        {
            attached.Add(route);
        }
    }

    private IEnumerable<NamespaceResource> Namespaces() => onlyNamespace is null
        ? enrolled.Snapshot.Namespaces
        : enrolled.Snapshot.Namespace(onlyNamespace) is { } only ? [only] : [];
}
