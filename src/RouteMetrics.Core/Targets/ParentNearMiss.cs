using System.Globalization;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Targets;

/// <summary>
/// A parentRef that names nothing, but nearly something: a misspelled name, a port that its Service does not have, a forgotten
/// <c>kind: Service</c> or <c>group: ""</c>. <paramref name="Field"/> is below the parentRef; the reason completes "… is not measured
/// there: ". What is not near anything known gets the benefit of the doubt: it may come later, or from another file.
/// </summary>
internal sealed record ParentNearMiss(string Field, string Value, string Reason, string Fix)
{
    /// <summary>Names that are compared; a review has to be answered in time whatever is in the namespace.</summary>
    private const int MostCompared = 1000;

    private const int MostNamed = 3;

    private static readonly string[] Kinds = ["Service", "Gateway", "ListenerSet", "ServiceEntry"];

    /// <summary>
    /// Null for one that names what is there, or what is not near to anything. <paramref name="ofNamespace"/> is the route's;
    /// <paramref name="looksElsewhere"/>: in other namespaces than the parent's, too.
    /// </summary>
    public static ParentNearMiss? Of(ParentRef parent, string ofNamespace, MeshSnapshot snapshot, bool looksElsewhere) => parent switch
    {
        { IsService: true } => OfService(parent, Target.Service(parent.Key), snapshot) ?? OfNamespace(parent, ofNamespace, snapshot, looksElsewhere),
        { IsServiceEntry: true } => OfService(parent, new(TargetKind.ServiceEntry, parent.Key), snapshot),
        { IsGateway: true } => OfGateway(parent, snapshot, looksElsewhere),
        { IsListenerSet: true } => OfListenerSet(parent, snapshot, looksElsewhere),
        _ => OfKind(parent),
    };

    private static ParentNearMiss? OfService(ParentRef parent, Target target, MeshSnapshot snapshot)
    {
        if (snapshot.Service(target) is not { } service)
        {
            return NearName(parent, NamesIn(parent.Namespace, target.Kind, snapshot)) is { } near
                ? new("name", parent.Name, $"there is no {target}", $"did you mean {near}?")
                : null;
        }

        return parent.Port is { } port && service.Ports.Count > 0 && !service.Ports.Contains(port)
            ? new(
                "port", Text(port), $"{target} has no port {port}, so Istio serves the route on none",
                $"write {Either(service.Ports.Select(Text))}, or leave the port out")
            : null;
    }

    // A namespace of which nothing is known, and the Service is beside the route.
    private static ParentNearMiss? OfNamespace(ParentRef parent, string ofNamespace, MeshSnapshot snapshot, bool looksElsewhere) =>
        looksElsewhere && snapshot.Namespace(parent.Namespace) is null && !snapshot.ServicesIn(parent.Namespace).Any()
            && snapshot.Service(Target.Service(new(ofNamespace, parent.Name))) is not null
            ? new(
                "namespace", parent.Namespace, $"there is no Service {parent.Key} here, but one of this name in {ofNamespace}",
                "leave the namespace out, if that one is meant")
            : null;

    private static ParentNearMiss? OfListenerSet(ParentRef parent, MeshSnapshot snapshot, bool looksElsewhere)
    {
        if (snapshot.ListenerSet(parent.Key) is { } set)
        {
            return OfListener(parent, $"ListenerSet {parent.Key}", set.Listeners);
        }

        if (NearName(parent, snapshot.ListenerSetsIn(parent.Namespace).Select(static known => known.Key.Name)) is { } near)
        {
            return new("name", parent.Name, $"there is no ListenerSet {parent.Key}", $"did you mean {near}?");
        }

        return Elsewhere(parent, looksElsewhere ? snapshot.ListenerSets.Select(static known => known.Key) : []);
    }

    private static ParentNearMiss? OfGateway(ParentRef parent, MeshSnapshot snapshot, bool looksElsewhere)
    {
        if (snapshot.Gateway(parent.Key) is { } gateway)
        {
            return OfListener(parent, $"Gateway {parent.Key}", gateway.Listeners);
        }

        if (snapshot.Service(Target.Service(parent.Key)) is not null)
        {
            return new(
                "name", parent.Name, $"it names a Gateway, but {parent.Key} is a Service",
                "write group: \"\" and kind: Service beside the name");
        }

        if (snapshot.ListenerSet(parent.Key) is not null)
        {
            return new("name", parent.Name, $"it names a Gateway, but {parent.Key} is a ListenerSet", "write kind: ListenerSet beside the name");
        }

        if (NearName(parent, snapshot.GatewaysIn(parent.Namespace).Select(static known => known.Key.Name)) is { } near)
        {
            return new("name", parent.Name, $"there is no Gateway {parent.Key}", $"did you mean {near}?");
        }

        if (Elsewhere(parent, looksElsewhere ? snapshot.Gateways.Select(static known => known.Key) : []) is { } elsewhere)
        {
            return elsewhere;
        }

        return NearName(parent, NamesIn(parent.Namespace, TargetKind.Service, snapshot)) is { } service
            ? new(
                "name", parent.Name, $"there is no Gateway {parent.Key}",
                $"did you mean Service {service}? Then write group: \"\" and kind: Service beside its name")
            : null;
    }

    private static ParentNearMiss? Elsewhere(ParentRef parent, IEnumerable<NamespacedName> known)
    {
        string[] namespaces = [.. known.Where(key => key.Name == parent.Name).Select(static key => key.Namespace).Take(MostNamed)];
        return namespaces.Length == 0 ? null : new(
            "name", parent.Name, $"there is no {parent.Kind} {parent.Key}, but one of this name in {Either(namespaces)}",
            $"write namespace: {namespaces[0]} beside the name");
    }

    private static ParentNearMiss? OfListener(ParentRef parent, string owner, IReadOnlyList<Listener> listeners)
    {
        string[] names = [.. listeners.Select(static listener => listener.Name)];
        if (parent.SectionName is { } section && !names.Contains(section, StringComparer.Ordinal))
        {
            return new(
                "sectionName", section, $"{owner} has no listener {section}",
                NearWord.Of(section, names) is { } near ? $"did you mean {near}?" : $"write {Either(names)}, or leave sectionName out");
        }

        int[] ports = [.. listeners.Select(static listener => listener.Port).Distinct()];
        return parent.Port is { } port && !ports.Contains(port)
            ? new(
                "port", Text(port), $"{owner} has no listener on port {port}",
                $"write {Either(ports.Select(Text))}, or leave the port out")
            : null;
    }

    private static ParentNearMiss? OfKind(ParentRef parent)
    {
        // Gateway API's own documentation has group: core.
        if (parent is { Group: "core" or "v1", Kind: "Service" })
        {
            return new("group", parent.Group, "the core group has no name, so Istio passes over it", "write group: \"\" beside kind: Service");
        }

        if (parent.Group.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
        {
            return new(
                "group", parent.Group, "it is an apiVersion, so Istio passes over it", $"write group: {parent.Group[..slash]}, without a version");
        }

        if (parent.Group == ParentRef.GatewayGroup && parent.Kind == "Service")
        {
            return new(
                "kind", parent.Kind,
                $"without group: \"\" it is of group {ParentRef.GatewayGroup}, which has no Service, so Istio passes over it",
                "write group: \"\" beside kind: Service");
        }

        if (parent.Group is "" or ParentRef.GatewayGroup && parent.Kind == "ServiceEntry")
        {
            return new(
                "group", parent.Group, $"a ServiceEntry is of group {ParentRef.IstioGroup}, so Istio passes over it",
                $"write group: {ParentRef.IstioGroup} beside kind: ServiceEntry");
        }

        if (parent.Group.Length == 0 && parent.Kind == "Gateway")
        {
            return new(
                "group", parent.Group, "a Gateway is not of the core group, so Istio passes over it", "leave group and kind out");
        }

        return parent.Group is "" or ParentRef.GatewayGroup && NearWord.Of(parent.Kind, Kinds) is { } near
            ? new(
                "kind", parent.Kind, $"there is no kind {parent.Kind}",
                near switch
                {
                    "Service" => "did you mean Service, with group: \"\"?",
                    "ServiceEntry" => $"did you mean ServiceEntry, with group: {ParentRef.IstioGroup}?",
                    _ => $"did you mean {near}?",
                })
            : null;
    }

    private static IEnumerable<string> NamesIn(string ns, TargetKind kind, MeshSnapshot snapshot) =>
        snapshot.ServicesIn(ns).Where(known => known.Target.Kind == kind).Select(static known => known.Key.Name);

    private static string? NearName(ParentRef parent, IEnumerable<string> known) => NearWord.Of(parent.Name, known.Take(MostCompared));

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string Either(IEnumerable<string> words) => string.Join(" or ", words.Distinct(StringComparer.Ordinal));
}
