using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Conflicts;

/// <summary>
/// RMW111 across objects: an attribute that another WasmPlugin or TrafficExtension on the same proxy writes too. The last writer wins
/// (mutable filter state), so one of the two is without effect there. The younger is told.
/// </summary>
public static class SecondWriters
{
    /// <summary>What is found of one object among those of the mesh, which may hold an older version of it.</summary>
    public static IReadOnlyList<Finding> Of(AttachedObject item, MeshSnapshot mesh, RouteMetricsSettings settings)
    {
        var findings = new FindingList(settings.Severities);
        if (item is AttachedObject.Extension { IsOurs: false, Writes.Count: > 0 } extension)
        {
            foreach (var other in Others(extension, mesh))
            {
                foreach (var written in extension.Writes.Where(written => other.Writes.Any(theirs => theirs.Name == written.Name)))
                {
                    Report(extension, other, written, findings);
                }
            }
        }

        return findings.InDocumentOrder();
    }

    private static IEnumerable<AttachedObject.Extension> Others(AttachedObject.Extension item, MeshSnapshot mesh)
    {
        var ns = item.Object.Key.Namespace;
        var around = ns == MeshSnapshot.RootNamespace
            ? mesh.Attached
            : mesh.AttachedIn(ns).Concat(mesh.AttachedIn(MeshSnapshot.RootNamespace));
        return around.OfType<AttachedObject.Extension>().Where(other =>
            other.Object != item.Object
            && !other.IsGivenUp
            && AttachedAge.Instance.Compare(item, other) > 0
            && Meet(item, other, mesh));
    }

    private static void Report(
        AttachedObject.Extension item, AttachedObject.Extension other, AttributeWrite written, FindingList findings)
    {
        var theirs = other.Writes.First(write => write.Name == written.Name);
        var isLast = written.IsOnRequest == theirs.IsOnRequest
            ? ExtensionOrder.Instance.Compare(item, other) > 0
            : !written.IsOnRequest;
        var module = item.Object.Kind == ResourceType.TrafficExtensions.Kind ? "spec.wasm" : "spec";
        findings.Add(
            FindingCode.RMW111, item.Object, $"{module}.pluginConfig.attributes", written.Name,
            $"{other.Object} writes it on the same proxy too, {(isLast ? "before this one, which wins" : "after this one, and wins")}",
            "let one of the two write it, or give it another name in one");
    }

    private static bool Meet(AttachedObject.Extension item, AttachedObject.Extension other, MeshSnapshot mesh)
    {
        var isSameNamespace = item.Object.Key.Namespace == other.Object.Key.Namespace;
        if (item.TargetRefs.Count == 0 && other.TargetRefs.Count == 0)
        {
            return item.Selector.Count == 0 || other.Selector.Count == 0 || item.Selector.SequenceEqual(other.Selector);
        }

        return item.TargetRefs.Any(reference => other.TargetRefs.Any(theirs =>
                (isSameNamespace && reference == theirs) || IsBehind(reference, item, theirs, other, mesh)
                || IsBehind(theirs, other, reference, item, mesh)))
            || (item.TargetRefs.Count == 0 && other.TargetRefs.Any(reference => IsIngress(reference, other, mesh)))
            || (other.TargetRefs.Count == 0 && item.TargetRefs.Any(reference => IsIngress(reference, item, mesh)));
    }

    // A Service is behind its waypoint, and every waypoint is of its class.
    private static bool IsBehind(
        TargetRef inner, AttachedObject.Extension innerOf, TargetRef outer, AttachedObject.Extension outerOf, MeshSnapshot mesh)
    {
        var ns = innerOf.Object.Key.Namespace;
        return (inner.Kind, outer.Kind) switch
        {
            ("Service" or "ServiceEntry", "GatewayClass") => true,
            ("Gateway", "GatewayClass") => IsWaypoint(inner.Name, ns, mesh),
            ("Service" or "ServiceEntry", "Gateway") => ns == outerOf.Object.Key.Namespace
                && outer.Name == WaypointOf(new(Enum.Parse<TargetKind>(inner.Kind), new(ns, inner.Name)), mesh),
            _ => false,
        };
    }

    private static bool IsIngress(TargetRef reference, AttachedObject.Extension of, MeshSnapshot mesh) =>
        reference.Kind == "Gateway" && !IsWaypoint(reference.Name, of.Object.Key.Namespace, mesh);

    private static bool IsWaypoint(string name, string ns, MeshSnapshot mesh) => mesh.Gateway(new(ns, name)) is { } gateway
        ? gateway.ClassName.EndsWith("-waypoint", StringComparison.Ordinal)
        : name == "waypoint" || name.EndsWith("-waypoint", StringComparison.Ordinal);

    private static string WaypointOf(Target service, MeshSnapshot mesh) =>
        mesh.Service(service)?.Labels.GetValueOrDefault(IstioLabels.UseWaypoint)
        ?? mesh.Namespace(service.Key.Namespace)?.Labels.GetValueOrDefault(IstioLabels.UseWaypoint)
        ?? $"{service.Key.Namespace}-waypoint";
}
