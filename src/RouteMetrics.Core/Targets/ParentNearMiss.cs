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

    private static readonly string[] Kinds = ["Service", "Gateway", "ServiceEntry"];

    /// <summary>
    /// Null for one that names what is there, or what is not near to anything. <paramref name="looksElsewhere"/>: in other namespaces, too.
    /// </summary>
    public static ParentNearMiss? Of(ParentRef parent, MeshSnapshot snapshot, bool looksElsewhere) => parent switch
    {
        { IsService: true } => OfService(parent, Target.Service(parent.Key), snapshot),
        { IsServiceEntry: true } => OfService(parent, new(TargetKind.ServiceEntry, parent.Key), snapshot),
        { IsGateway: true } => OfGateway(parent, snapshot, looksElsewhere),
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
                "port", Text(port), $"Service {parent.Key} has no port {port}, so Istio serves the route on none",
                $"write {Either(service.Ports.Select(Text))}, or leave the port out")
            : null;
    }

    private static ParentNearMiss? OfGateway(ParentRef parent, MeshSnapshot snapshot, bool looksElsewhere)
    {
        if (snapshot.Gateway(parent.Key) is { } gateway)
        {
            return OfListener(parent, gateway);
        }

        if (snapshot.Service(Target.Service(parent.Key)) is not null)
        {
            return new(
                "name", parent.Name, $"it names a Gateway, but {parent.Key} is a Service",
                "write group: \"\" and kind: Service beside the name");
        }

        if (NearName(parent, snapshot.GatewaysIn(parent.Namespace).Select(static known => known.Key.Name)) is { } near)
        {
            return new("name", parent.Name, $"there is no Gateway {parent.Key}", $"did you mean {near}?");
        }

        var gateways = looksElsewhere ? snapshot.Gateways : [];
        string[] elsewhere =
            [.. gateways.Select(static known => known.Key).Where(key => key.Name == parent.Name).Select(static key => key.Namespace).Take(MostNamed)];
        if (elsewhere.Length > 0)
        {
            return new(
                "name", parent.Name, $"there is no Gateway {parent.Key}, but one of this name in {Either(elsewhere)}",
                $"write namespace: {elsewhere[0]} beside the name");
        }

        return NearName(parent, NamesIn(parent.Namespace, TargetKind.Service, snapshot)) is { } service
            ? new(
                "name", parent.Name, $"there is no Gateway {parent.Key}",
                $"did you mean Service {service}? Then write group: \"\" and kind: Service beside its name")
            : null;
    }

    private static ParentNearMiss? OfListener(ParentRef parent, GatewayResource gateway)
    {
        string[] names = [.. gateway.Listeners.Select(static listener => listener.Name)];
        if (parent.SectionName is { } section && !names.Contains(section, StringComparer.Ordinal))
        {
            return new(
                "sectionName", section, $"Gateway {parent.Key} has no listener {section}",
                NearWord.Of(section, names) is { } near ? $"did you mean {near}?" : $"write {Either(names)}, or leave sectionName out");
        }

        int[] ports = [.. gateway.Listeners.Select(static listener => listener.Port).Distinct()];
        return parent.Port is { } port && !ports.Contains(port)
            ? new(
                "port", Text(port), $"Gateway {parent.Key} has no listener on port {port}",
                $"write {Either(ports.Select(Text))}, or leave the port out")
            : null;
    }

    private static ParentNearMiss? OfKind(ParentRef parent)
    {
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
                    _ => "did you mean Gateway?",
                })
            : null;
    }

    private static IEnumerable<string> NamesIn(string ns, TargetKind kind, MeshSnapshot snapshot) =>
        snapshot.ServicesIn(ns).Where(known => known.Target.Kind == kind).Select(static known => known.Key.Name);

    private static string? NearName(ParentRef parent, IEnumerable<string> known) => NearWord.Of(parent.Name, known.Take(MostCompared));

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static string Either(IEnumerable<string> words) => string.Join(" or ", words.Distinct(StringComparer.Ordinal));
}
