using System.Text;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>A mesh as few lines as possible, for the message of a counterexample.</summary>
internal static class Description
{
    public static string Of(MeshSnapshot mesh)
    {
        var text = new StringBuilder();
        foreach (var space in mesh.Namespaces)
        {
            text.Append("Namespace ").Append(space.Name).Append(' ').AppendJoin(' ', space.Labels.Select(label => $"{label.Key}={label.Value}")).Append('\n');
        }

        foreach (var service in mesh.Services)
        {
            text.Append($"Service {service.Key} ports {string.Join(',', service.Ports)}\n");
        }

        foreach (var gateway in mesh.Gateways)
        {
            text.Append($"Gateway {gateway.Key} class {gateway.ClassName} {Of(gateway.AllowedListeners)}\n");
            text.AppendJoin("", gateway.Listeners.Select(listener =>
                $"  {listener.Name} {listener.Protocol} {listener.Port} {listener.Hostname ?? "*"} {Of(listener.AllowedNamespaces)} {string.Join(',', listener.AllowedKinds)}\n"));
        }

        foreach (var set in mesh.ListenerSets)
        {
            text.Append($"ListenerSet {set.Key} of {set.Gateway} {set.CreationTimestamp:yyyy-MM-dd}\n");
            text.AppendJoin("", set.Listeners.Select(listener =>
                $"  {listener.Name} {listener.Protocol} {listener.Port} {listener.Hostname ?? "*"} {Of(listener.AllowedNamespaces)} {string.Join(',', listener.AllowedKinds)}\n"));
        }

        return text.AppendJoin("", mesh.Routes.Select(Of)).ToString();
    }

    private static string Of(HttpRoute route)
    {
        var parents = string.Join(' ', route.ParentRefs.Select(parent => $"{parent.Kind}:{parent.Key}:{parent.Port}#{parent.SectionName}"));
        var rules = route.Rules.Index().Select(rule =>
            $"  rule {rule.Index} {rule.Item.Name} {string.Join(',', rule.Item.FilterTypes)} {string.Join(',', rule.Item.BackendFilterTypes)}\n"
            + string.Concat(rule.Item.Matches.Index().Select(match => $"    match {match.Index} {Of(match.Item)}\n")));
        return $"{(route.Key.Kind == RouteKind.Http ? "HTTPRoute " : "")}{route.Key} {route.CreationTimestamp:yyyy-MM-dd} -> {parents} [{string.Join(' ', route.Hostnames)}]\n{string.Concat(rules)}";
    }

    private static string Of(HttpRouteMatch match) => $"{match.Method ?? "*"} {match.Path}"
        + string.Concat(match.Headers.Select(header => $" header {header.Name} {header.Value}"))
        + string.Concat(match.QueryParams.Select(param => $" query {param.Name} {param.Value}"));

    private static string Of(AllowedNamespaces allowed) => allowed is AllowedNamespaces.Selected(var selector)
        ? string.Join(';', selector.Requirements.Select(requirement => $"{requirement.Key} {requirement.Operator} {string.Join(',', requirement.Values)}"))
        : allowed.GetType().Name;
}
