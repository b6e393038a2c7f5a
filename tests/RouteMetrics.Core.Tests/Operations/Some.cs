using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Core.Tests.Operations;

/// <summary>Short spellings of test routes.</summary>
internal static class Some
{
    public static readonly RouteMetricsSettings Defaults = RouteMetricsSettings.Default;

    public static readonly RouteMetricsSettings Requests = Defaults with { Conditions = ConditionKind.Request };

    public static ParentRef Service(string name, int? port = null, string ns = "ns") => new("", "Service", ns, name) { Port = port };

    public static ParentRef Gateway(string name, int? port = null, string? section = null, string ns = "ns") =>
        new(ParentRef.GatewayGroup, "Gateway", ns, name) { Port = port, SectionName = section };

    public static HttpRoute Route(string name, ParentRef parent, params HttpRouteMatch[] matches) => new()
    {
        Key = new(RouteKind.Http, "ns", name),
        ParentRefs = [parent],
        Rules = [.. matches.Select(match => new HttpRouteRule { Matches = [match] })],
    };

    public static HttpRouteMatch Exact(string path, string? method = null) => new() { Path = new PathMatch.Exact(path), Method = method };

    public static HttpRouteMatch Prefix(string path, string? method = null) => new() { Path = new PathMatch.Prefix(path), Method = method };

    public static HttpRouteMatch Expression(string path, string? method = null) => new() { Path = new PathMatch.RegularExpression(path), Method = method };

    public static HttpRouteMatch WithHeader(this HttpRouteMatch match, string name, string value) =>
        match with { Headers = [.. match.Headers, new(name, new ValueMatch.Exact(value))] };

    public static HttpRouteMatch WithQuery(this HttpRouteMatch match, string name, string value) =>
        match with { QueryParams = [.. match.QueryParams, new(name, new ValueMatch.Exact(value))] };

    public static HttpRoute At(this HttpRoute route, int second) => route with { CreationTimestamp = DateTimeOffset.UnixEpoch.AddSeconds(second) };

    public static RoutePlan Plan(params HttpRoute[] routes) => RoutePlan.Of(new() { Routes = routes }, Defaults);

    /// <summary>With the conditions that a request alone answers.</summary>
    public static RoutePlan PlanOfRequests(params HttpRoute[] routes) => RoutePlan.Of(new() { Routes = routes }, Requests);

    /// <summary><c>value: condition</c> of each operation of the only target, in order.</summary>
    public static string[] Lines(this RoutePlan plan) => [.. Assert.Single(plan.Targets).Operations.Select(operation => $"{operation.Value}: {operation.Condition}")];

    public static string[] Values(this RoutePlan plan) => [.. Assert.Single(plan.Targets).Operations.Select(operation => operation.Value)];

    public static string[] Messages(this RoutePlan plan) => [.. plan.Findings.Select(finding => $"{finding.Object.Key} {finding}")];
}
