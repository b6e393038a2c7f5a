using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Security;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Targets;

/// <summary>Where, if anywhere, Envoy evaluates a route for one of its parentRefs.</summary>
internal abstract record ParentMeasurement
{
    private ParentMeasurement()
    {
    }

    /// <summary>At the waypoint <paramref name="Waypoint"/>, which may be in another namespace.</summary>
    public sealed record AtWaypoint(Target Service, NamespacedName Waypoint) : ParentMeasurement;

    /// <summary>At the Gateway, with all its listeners; null when the mesh does not hold it.</summary>
    public sealed record AtGateway(NamespacedName Key, GatewayResource? Gateway) : ParentMeasurement;

    /// <summary>Nowhere that we measure; the reason completes "… is not measured: ".</summary>
    public sealed record Nowhere(string Reason, string Fix) : ParentMeasurement
    {
        public FindingCode Code { get; init; } = FindingCode.RMW008;

        /// <summary>It would be measured if the namespace opted in.</summary>
        public bool NeedsOptIn { get; init; }

        public static Nowhere InUnasked(string ns, string? reason) => new(
            $"namespace {ns} is not enrolled: {reason}",
            $"label Namespace {ns} {IstioLabels.Enabled}=true, if it is to be measured")
        {
            NeedsOptIn = true,
        };
    }

    public static ParentMeasurement Of(HttpRoute route, ParentRef parent, EnrolledMesh mesh)
    {
        if (RouteTargets.Of(parent, mesh.Snapshot) is { IsAtWaypoint: true } service)
        {
            return OfService(route, parent, service, mesh);
        }

        if (parent.IsListenerSet)
        {
            return OfListenerSet(parent.Key, mesh);
        }

        return parent.IsGateway
            ? OfGateway(parent.Key, mesh)
            : new Nowhere(
                $"a parent of kind {parent.Kind}{(parent.Group.Length > 0 ? $" ({parent.Group})" : "")} is not supported",
                "use a Service, a ServiceEntry, a Gateway or a ListenerSet");
    }

    /// <summary>
    /// The waypoint of a Service or ServiceEntry, or why it has none: its label beats its namespace's (istio ambient/waypoints.go).
    /// </summary>
    public static ParentMeasurement WaypointOf(Target service, EnrolledMesh mesh)
    {
        var ns = service.Key.Namespace;
        var enrolment = mesh.Enrolment(ns);
        if (enrolment.CanOptIn && AtServiceWaypoint(service, mesh) is AtWaypoint)
        {
            return Nowhere.InUnasked(ns, enrolment.SkipReason);
        }

        return enrolment.IsEnrolled
            ? AtServiceWaypoint(service, mesh)
            : new Nowhere(
                $"namespace {ns} is not enrolled: {enrolment.SkipReason}", "enrol the namespace, if it is to be measured");
    }

    private static ParentMeasurement AtServiceWaypoint(Target target, EnrolledMesh mesh)
    {
        var service = mesh.Snapshot.Service(target);
        if (target.Kind == TargetKind.ServiceEntry && service is null && mesh.Snapshot.IsComplete)
        {
            // Its hosts are what istiod makes routes for.
            return new Nowhere($"{target} does not exist", "create it, or correct its name");
        }

        if (service is { IsHeadless: true } or { IsExternalName: true })
        {
            return new Nowhere(
                $"{target} has no virtual IP, so its traffic does not pass a waypoint",
                "give the Service a cluster IP, if it is to be measured");
        }

        var labels = service?.Labels.ContainsKey(IstioLabels.UseWaypoint) == true
            ? service.Labels
            : mesh.Snapshot.Namespace(target.Key.Namespace)?.Labels;
        return WaypointNamedBy(labels, target, mesh);
    }

    private static ParentMeasurement WaypointNamedBy(IReadOnlyDictionary<string, string>? labels, Target service, EnrolledMesh mesh)
    {
        var ns = service.Key.Namespace;
        var name = labels?.GetValueOrDefault(IstioLabels.UseWaypoint)
            ?? NamespaceEnrolment.GeneratedWaypoint(ns, mesh.Settings);
        if (name == IstioLabels.None)
        {
            return new Nowhere(
                $"{service} is opted out of waypoints by the label {IstioLabels.UseWaypoint}: none",
                "remove the label, if it is to be measured");
        }

        var waypoint = new NamespacedName(labels?.GetValueOrDefault(IstioLabels.UseWaypointNamespace) ?? ns, name);
        var isOwn = waypoint.Namespace == ns;
        var gateway = mesh.Snapshot.Gateway(waypoint);
        if (gateway is null && isOwn && NamespaceEnrolment.IsGeneratedWaypoint(name, ns, mesh.Settings)
            && WaypointSecurity.HoldIn(ns, mesh.Snapshot) is { } hold)
        {
            return new Nowhere($"waypoint {name} is not created: {hold.Reason}", hold.Remedy) { Code = FindingCode.RMW013 };
        }

        return (isOwn ? null : WhyNotElsewhere(ns, waypoint, gateway, mesh))
            ?? (gateway is null ? new AtWaypoint(service, waypoint) : At(service, waypoint, gateway, mesh));
    }

    // Our objects name the Service, in its own namespace, and follow it to its waypoint (measured); those for a whole waypoint do not.
    private static Nowhere? WhyNotElsewhere(string ns, NamespacedName waypoint, GatewayResource? gateway, EnrolledMesh mesh)
    {
        if (mesh.Settings.AttachTo == AttachTo.Waypoint)
        {
            return new(
                $"its waypoint {waypoint} is in another namespace, where nothing is made for it with attachTo: waypoint",
                $"use attachTo: service, or a waypoint in namespace {ns}");
        }

        if (gateway is null)
        {
            return mesh.Snapshot.IsComplete
                ? new(
                    $"its waypoint {waypoint} does not exist",
                    $"create it, or correct the labels {IstioLabels.UseWaypoint} and {IstioLabels.UseWaypointNamespace}")
                : null;
        }

        // istio ambient/waypoints.go makeAllowedRoutes.
        var allowed = gateway.Listeners.FirstOrDefault(static listener => listener is { Protocol: "HBONE", Port: 15008 })?.AllowedNamespaces
            ?? new AllowedNamespaces.Same();
        return ListenerAttachment.Allows(allowed, ns, waypoint.Namespace, mesh) ? null : new(
            $"its waypoint {waypoint} takes no Services of namespace {ns}",
            "let allowedRoutes of its listener on port 15008 select the namespace");
    }

    private static ParentMeasurement At(Target service, NamespacedName waypoint, GatewayResource gateway, EnrolledMesh mesh)
    {
        if (gateway.WaypointFor is { } purpose and not ("service" or "all"))
        {
            return new Nowhere(
                $"its waypoint {waypoint.Name} is for {purpose}, so that no traffic to Services is sent there",
                $"label it {IstioLabels.WaypointFor}: service, or all");
        }

        return gateway.ClassName == mesh.Settings.GatewayClasses.Waypoint
            ? new AtWaypoint(service, waypoint)
            : new Nowhere(
                $"its waypoint {waypoint.Name} is of class {gateway.ClassName}, not {mesh.Settings.GatewayClasses.Waypoint}: no Envoy runs " +
                    "there",
                "name a waypoint of that class by the label istio.io/use-waypoint");
    }

    private static ParentMeasurement OfService(HttpRoute route, ParentRef parent, Target service, EnrolledMesh mesh)
    {
        if (PortFault(parent, service, mesh.Snapshot.Service(service)) is { } fault)
        {
            return fault;
        }

        var at = WaypointOf(service, mesh);
        return parent.Namespace == route.Key.Namespace || (at is AtWaypoint there && there.Waypoint.Namespace == route.Key.Namespace)
            ? at
            : new Nowhere(
                $"it is a consumer route of {service}: waypoints evaluate only routes in the namespace of the {service.Kind}",
                $"move the route to namespace {parent.Namespace}");
    }

    private static Nowhere? PortFault(ParentRef parent, Target target, ServiceResource? service)
    {
        var (source, fix) = target.Kind == TargetKind.ServiceEntry
            ? ("protocol", "set the protocol of the port to HTTP, HTTP2 or GRPC")
            : ("name or appProtocol", "name the port http, http-… or grpc-…, or set its appProtocol");
        if (service is not { RawPorts: { Count: > 0 } raw, Ports: var ports })
        {
            return null;
        }

        return parent.Port is { } port
            ? raw.Contains(port) ? new($"port {port} of {target} is not HTTP by its {source}", fix) : null
            : raw.Count == ports.Count ? new($"no port of {target} is HTTP by its {source}", fix) : null;
    }

    private static ParentMeasurement OfListenerSet(NamespacedName key, EnrolledMesh mesh)
    {
        if (mesh.Snapshot.ListenerSet(key) is not { } set)
        {
            return mesh.Snapshot.IsComplete
                ? new Nowhere($"ListenerSet {key} does not exist", "create it, or correct its name")
                : new Nowhere($"ListenerSet {key} is not known, so neither is its Gateway", "give the ListenerSet as well");
        }

        return mesh.Snapshot.Gateway(set.Gateway) is { } gateway && !MergedGateway.Allows(gateway, key.Namespace, mesh)
            ? new Nowhere(
                $"Gateway {set.Gateway} takes no ListenerSets of namespace {key.Namespace}", "let its allowedListeners select the namespace")
            : OfGateway(set.Gateway, mesh);
    }

    private static ParentMeasurement OfGateway(NamespacedName key, EnrolledMesh mesh)
    {
        var enrolment = mesh.Enrolment(key.Namespace);
        if (enrolment is { RefusalReason: not null, IsUnasked: true } && AtGatewayOf(key, mesh) is AtGateway)
        {
            return Nowhere.InUnasked(key.Namespace, enrolment.RefusalReason);
        }

        if (enrolment.RefusalReason is { } refusal)
        {
            return new Nowhere(
                $"nothing is measured in namespace {key.Namespace}: {refusal}", "name a Gateway in a namespace that is enrolled");
        }

        return AtGatewayOf(key, mesh);
    }

    private static ParentMeasurement AtGatewayOf(NamespacedName key, EnrolledMesh mesh)
    {
        var classes = mesh.Settings.GatewayClasses;
        return mesh.Snapshot.Gateway(key) switch
        {
            null when mesh.Snapshot.IsComplete => new Nowhere($"Gateway {key} does not exist", "create it, or correct its name"),
            null => new AtGateway(key, null),
            var gateway when classes.Gateway.Contains(gateway.ClassName, StringComparer.Ordinal) =>
                new AtGateway(key, MergedGateway.Of(gateway, mesh)),
            var gateway when gateway.ClassName == classes.Waypoint => new Nowhere(
                $"Gateway {key} is a waypoint, where Istio ignores routes attached to it", "name the Service as parent"),
            { ClassName: "agentgateway" } => new Nowhere(
                $"Gateway {key} is of class agentgateway, which runs no Envoy", $"use a Gateway of class {classes.Gateway[0]}"),
            var gateway =>
                new Nowhere(
                    $"Gateway {key} is of class {gateway.ClassName}, not {string.Join(" or ", classes.Gateway)}",
                    "use a Gateway of that class, or add this one to gatewayClasses.gateway"),
        };
    }
}
