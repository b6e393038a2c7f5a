using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests;

/// <summary>One namespace at a time gives what all of the mesh at once gives.</summary>
public sealed class RoutePlanOfNamespaceTests
{
    [Theory]
    [InlineData(Engine.Attributegen, AttachTo.Service)]
    [InlineData(Engine.Attributegen, AttachTo.Waypoint)]
    [InlineData(Engine.Native, AttachTo.Service)]
    public void Namespaces_one_by_one_give_the_targets_and_the_findings_of_the_whole(Engine engine, AttachTo attachTo)
    {
        var settings = RouteMetricsSettings.Default with { Engine = engine, AttachTo = attachTo };
        Trial.Hold(mesh => _ => Objection(mesh with { IsComplete = true }, settings) ?? Objection(mesh, settings));
    }

    private static string? Objection(MeshSnapshot mesh, RouteMetricsSettings settings)
    {
        var whole = RoutePlan.Of(mesh, settings);
        var parts = Namespaces(mesh).Select(ns => RoutePlan.OfNamespace(ns, mesh, settings)).ToList();
        return Difference(Targets([whole]), Targets(parts)) ?? Difference(Findings([whole], mesh), Findings(parts, mesh));
    }

    private static string? Difference(IReadOnlyList<string> whole, IReadOnlyList<string> parts) => whole.SequenceEqual(parts, StringComparer.Ordinal)
        ? null
        : $"the whole has\n{string.Join('\n', whole.Except(parts))}\nthe namespaces have\n{string.Join('\n', parts.Except(whole))}";

    private static List<string> Targets(IEnumerable<RoutePlan> plans) => [.. plans
        .SelectMany(plan => plan.Targets)
        .Select(target => $"{target.Target}: {string.Join("; ", target.Operations.Select(operation =>
            $"{operation.Value} {operation.RouteName} {(operation.Condition is { } condition ? CelPrinter.Print(condition) : "")}"))}")
        .Order(StringComparer.Ordinal)];

    // Whether a match is reached nowhere, only the whole can tell of a route that is measured in several namespaces.
    private static List<string> Findings(IEnumerable<RoutePlan> plans, MeshSnapshot mesh)
    {
        var spread = mesh.Routes.Where(route => IsSpread(route, mesh)).Select(static route => ObjectRef.Route(route.Key)).ToHashSet();
        return [.. plans.SelectMany(static plan => plan.Findings)
            .Where(finding => finding.Code is not (FindingCode.RMW002 or FindingCode.RMW003) || !spread.Contains(finding.Object))
            .Where(static finding => !IsOfMissingGateway(finding))
            .Select(static finding => $"{finding.Object} {finding}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    // Only the whole looks for a Gateway of that name in other namespaces.
    private static bool IsOfMissingGateway(Finding finding) => finding.Code == FindingCode.RMW008 && finding.ToString() is var text
        && (text.Contains("there is no Gateway", StringComparison.Ordinal)
            || (text.Contains(": Gateway ", StringComparison.Ordinal) && text.Contains("does not exist", StringComparison.Ordinal)));

    private static bool IsSpread(HttpRoute route, MeshSnapshot mesh) => route.ParentRefs
        .Select(parent => MeshGenerator.TargetOf(parent, mesh).Key.Namespace).Distinct(StringComparer.Ordinal).Count() > 1;

    private static IEnumerable<string> Namespaces(MeshSnapshot mesh) => mesh.Routes
        .SelectMany(route => route.ParentRefs.Select(parent => MeshGenerator.TargetOf(parent, mesh).Key.Namespace).Append(route.Key.Namespace))
        .Distinct(StringComparer.Ordinal);
}
