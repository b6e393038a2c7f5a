using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Targets;

/// <summary>Sorts routes, oldest first, to their targets; <paramref name="onlyNamespace"/> passes over parents elsewhere.</summary>
internal sealed class AttachedRoutes(EnrolledMesh mesh, FindingList findings, string? onlyNamespace)
{
    /// <summary>The parentRefs that are compared with what is there: more than anybody writes by hand.</summary>
    private const int MostNearMisses = 32;

    private readonly Dictionary<Target, ServiceRoutes> services = [];
    private readonly Dictionary<NamespacedName, GatewayRoutes> gateways = [];
    private readonly List<RouteCandidate> all = [];
    private Dictionary<Target, LeftOutRoutes>? leftOut;

    /// <summary>Every match of every route that Istio programs, measured or not; <see cref="RouteCandidate.Order"/> is the index.</summary>
    public IReadOnlyList<RouteCandidate> Candidates => all;

    /// <summary>Adds a route to its targets; one that nothing measures is a finding.</summary>
    public void Add(HttpRoute route)
    {
        if (CandidatesOf(route) is { Count: > 0 } candidates)
        {
            Attach(route, candidates);
        }
        else if (route.Rules.Count == 0 && route.Key.Kind == RouteKind.Grpc)
        {
            findings.Add(
                FindingCode.RMW008, route.Key, "spec.rules", null, "the route has no rule, so Istio makes nothing of it",
                "add one; a rule without matches takes every request");
        }
    }

    /// <summary>A route that is not measured, though Envoy evaluates it. What is known of its matches is judged.</summary>
    public void AddLeftOut(HttpRoute route, LeftOutRoute why)
    {
        _ = CandidatesOf(route);
        leftOut ??= [];

        // Waypoints ignore consumer routes, but for those of their own namespace.
        foreach (var target in RouteTargets.Of(route, mesh.Snapshot).Distinct()
            .Where(target => !target.IsAtWaypoint || target.Key.Namespace == route.Key.Namespace
                || (ParentMeasurement.WaypointOf(target, mesh) is ParentMeasurement.AtWaypoint at
                    && at.Waypoint.Namespace == route.Key.Namespace)))
        {
            if (!leftOut.TryGetValue(target, out var others))
            {
                leftOut[target] = others = new();
            }

            others.Add(route.Key, why);
        }
    }

    /// <summary>Null if all routes of the target are known.</summary>
    public LeftOutRoutes? LeftOutAt(Target target) => leftOut?.GetValueOrDefault(target);

    private List<RouteCandidate> CandidatesOf(HttpRoute route)
    {
        if (!IstioSupport.Programs(route, findings))
        {
            return [];
        }

        var candidates = RouteCandidate.Of(route);
        var order = all.Count;
        all.AddRange(candidates);
        foreach (var candidate in candidates)
        {
            candidate.Order = order++;
        }

        return candidates;
    }

    /// <summary>Each target: Services first, then ServiceEntries and Gateways, each by namespace and name.</summary>
    public IEnumerable<AttachedTarget> Targets()
    {
        var tellsApart = mesh.Settings.AttachTo == AttachTo.Waypoint;
        var servicesPerWaypoint = tellsApart ? KnownServicesPerWaypoint() : [];
        foreach (var service in services.Count < 2 ? services.Values : services.Values.OrderBy(static service => service.Service.Kind)
            .ThenBy(static service => service.Service.Key.Namespace, StringComparer.Ordinal)
            .ThenBy(static service => service.Service.Key.Name, StringComparer.Ordinal).AsEnumerable())
        {
            var waypoint = service.Waypoint;
            var target = service.Service;
            yield return new(
                target, tellsApart ? waypoint : target, service.Routes,
                service.Lists(mesh, tellsApart && servicesPerWaypoint[waypoint].Count > 1));
        }

        foreach (var gateway in gateways.Values.OrderBy(static gateway => gateway.Key.Namespace, StringComparer.Ordinal)
            .ThenBy(static gateway => gateway.Key.Name, StringComparer.Ordinal))
        {
            var target = new Target(TargetKind.Gateway, gateway.Key);
            yield return new(target, target, gateway.Routes, gateway.Lists(mesh));
        }
    }

    private void Attach(HttpRoute route, List<RouteCandidate> candidates)
    {
        // Whoever did not ask to be measured is told once how to, and only if that would do.
        var (isUnasked, isTold) = (mesh.Enrolment(route.Key.Namespace).IsUnasked, false);
        if (route.UseDefaultGateways is { } scope && scope != "None")
        {
            findings.Add(
                FindingCode.RMW008, route.Key, "spec.useDefaultGateways", scope,
                "is not implemented by Istio, so the route is attached to no Gateway by it, and nothing is measured there",
                "name the Gateway in parentRefs");
        }
        else if (route.ParentRefs.Count == 0 && !isUnasked)
        {
            findings.Add(
                FindingCode.RMW008, route.Key, "spec.parentRefs", null,
                "the route has no parent, so no proxy evaluates it and nothing is measured", "name a Service or a Gateway");
        }

        for (var index = 0; index < route.ParentRefs.Count; index++)
        {
            var parent = route.ParentRefs[index];
            if (onlyNamespace is not null && NamespaceOf(parent) != onlyNamespace)
            {
                continue;
            }

            // What it should say explains better than that it is nowhere; a target that it names is kept, for all is not known.
            // The plan of one namespace depends on nothing elsewhere, so that the cache knows when it is another.
            var miss = index < MostNearMisses ? ParentNearMiss.Of(parent, route.Key.Namespace, mesh.Snapshot, onlyNamespace is null && !isUnasked) : null;
            if (miss is not null)
            {
                findings.Add(
                    FindingCode.RMW008, route.Key, $"spec.parentRefs[{index}].{miss.Field}", miss.Value,
                    $"the route is not measured there: {miss.Reason}", miss.Fix);
            }

            var nowhere = ParentMeasurement.Of(route, parent, mesh) switch
            {
                ParentMeasurement.Nowhere unmeasured => unmeasured,
                ParentMeasurement.AtWaypoint waypoint => AttachToService(route, index, waypoint, candidates),
                ParentMeasurement.AtGateway gateway => AttachToGateway(route, index, gateway, candidates),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            if (nowhere is not null && (miss is null || nowhere.Code != FindingCode.RMW008)
                && (!isUnasked || (nowhere.NeedsOptIn && !isTold)))
            {
                isTold = true;
                findings.Add(
                    nowhere.Code, route.Key, $"spec.parentRefs[{index}]", null, $"the route is not measured there: {nowhere.Reason}",
                    nowhere.Fix);
            }
        }
    }

    private ParentMeasurement.Nowhere? AttachToService(
        HttpRoute route, int parentIndex, ParentMeasurement.AtWaypoint at, List<RouteCandidate> candidates)
    {
        if (!services.TryGetValue(at.Service, out var target))
        {
            services[at.Service] = target = new(at.Service, at.Waypoint);
        }

        target.Add(route, parentIndex, candidates);
        return null;
    }

    private ParentMeasurement.Nowhere? AttachToGateway(
        HttpRoute route, int parentIndex, ParentMeasurement.AtGateway at, List<RouteCandidate> candidates)
    {
        var key = at.Key;
        if (!gateways.TryGetValue(key, out var target))
        {
            gateways[key] = target = new(key, at.Gateway);
        }

        // The first parentRef to a Gateway brings the route with all of its parentRefs to it; one to a ListenerSet that the Gateway does
        // not take brings nothing.
        var isFirst = !route.ParentRefs.Take(parentIndex).Any(earlier => RouteTargets.Of(earlier, mesh.Snapshot) is { } other
            && other == new Target(TargetKind.Gateway, key) && ParentMeasurement.Of(route, earlier, mesh) is ParentMeasurement.AtGateway);
        if (isFirst && at.Gateway is { PodLabels: null })
        {
            // Its pods are not seen.
            findings.Add(
                FindingCode.RMW008, route.Key, $"spec.parentRefs[{parentIndex}]", null,
                $"the route is measured there only if the pods of Gateway {key}, which Istio does not deploy, have the label " +
                    $"gateway.networking.k8s.io/gateway-name: {key.Name} and listen on the ports of its listeners",
                "give the pods that label, and the Service targetPorts that are its ports");
        }

        return !isFirst || target.TryAdd(route, candidates, mesh)
            ? at.Gateway is { } known ? ReportIsolated(route, known) : null
            : new($"no listener of Gateway {key} takes it", "look at the hostnames, allowedRoutes and sectionName");
    }

    private ParentMeasurement.Nowhere? ReportIsolated(HttpRoute route, GatewayResource gateway)
    {
        foreach (var (index, attached, owner) in IsolatedHostnames.Of(route, gateway, mesh))
        {
            findings.Add(
                FindingCode.RMW008, route.Key, $"spec.hostnames[{index}]", route.Hostnames[index],
                $"the route is not measured there: Istio never serves this host at listener {attached.Name} of Gateway {gateway.Key}, "
                    + $"since it belongs to the more specific listener {owner.Name} of the same port",
                $"attach the route to listener {owner.Name} by sectionName, or to all by leaving it out");
        }

        return null;
    }

    // Whether a match is reached at a parent in another namespace is unknown here. A consumer route may be measured there, too: at a
    // waypoint of its own namespace.
    public bool IsSeenWhole(RouteCandidate candidate) =>
        onlyNamespace is null || candidate.Route.ParentRefs.All(parent => NamespaceOf(parent) == onlyNamespace);

    private string NamespaceOf(ParentRef parent) => RouteTargets.Of(parent, mesh.Snapshot)?.Key.Namespace ?? parent.Namespace;

    /// <summary>The Services each waypoint is known to serve: a plugin on a waypoint with several must tell them apart.</summary>
    private Dictionary<NamespacedName, HashSet<Target>> KnownServicesPerWaypoint()
    {
        var known = new Dictionary<NamespacedName, HashSet<Target>>();
        foreach (var service in KnownServices().Union(services.Keys))
        {
            if (ParentMeasurement.WaypointOf(service, mesh) is ParentMeasurement.AtWaypoint at)
            {
                if (!known.TryGetValue(at.Waypoint, out var served))
                {
                    known[at.Waypoint] = served = [];
                }

                served.Add(service);
            }
        }

        return known;
    }

    private IEnumerable<Target> KnownServices() =>
        services.Keys.Select(static service => service.Key.Namespace).Distinct(StringComparer.Ordinal)
            .SelectMany(mesh.Snapshot.ServicesIn).Select(static service => service.Target);
}
