using RouteMetrics.Controller.Caching;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Tests;

/// <summary>Short spellings of objects as the watches tell them.</summary>
internal static class Some
{
    public static readonly FoundObject Ours = new() { Mark = new(true, true) };

    /// <summary>Before every namespace here, unless a test says otherwise.</summary>
    public static readonly DateTimeOffset Installed = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static int lastVersion;

    public static UInt128 NewDigest => (UInt128)Interlocked.Increment(ref lastVersion);

    public static Dictionary<string, string> Labels(params string[] labels) =>
        labels.Select(label => label.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    public static ObjectIdentity Identity(string? ns, string name) =>
        new(ns, name, $"uid-of-{ns}-{name}", Interlocked.Increment(ref lastVersion).ToString());

    public static Watched<NamespaceState> Namespace(string name, params string[] labels) =>
        new(Identity(null, name), new(new(name, Labels(labels)) { Created = Installed.AddDays(1) }, NewDigest));

    public static Watched<Digested<ServiceResource>> Service(string ns, string name) => new(Identity(ns, name), new(new(new(ns, name)), NewDigest));

    public static Watched<GatewayState> Gateway(string ns, string name, string className = "istio") =>
        new(Identity(ns, name), new(new(new(ns, name), className) { Listeners = [new("http", 80, "HTTP")], AllowedListeners = new AllowedNamespaces.All() }, new(), NewDigest));

    public static Watched<Digested<HttpRoute>> Route(string ns, string name, string path, params ParentRef[] parents) => new(
        Identity(ns, name),
        new(new() { Key = new(RouteKind.Http, ns, name), ParentRefs = parents, Rules = [new() { Matches = [new() { Path = new PathMatch.Exact(path), Method = "GET" }] }] }, NewDigest));

    public static Watched<Digested<HttpRoute>> GrpcRoute(string ns, string name, string method, params ParentRef[] parents) => new(
        Identity(ns, name),
        new(
            new() { Key = new(RouteKind.Grpc, ns, name), ParentRefs = parents, Rules = [new() { Matches = [new() { Path = new PathMatch.GrpcMethod("pkg.Service", method, IsExpression: false) }] }] },
            NewDigest));

    /// <summary>One that writes the attribute that ours do, and is whoever's the mark says.</summary>
    public static Watched<AttachedState> Extension(ResourceType type, string ns, string name, FoundObject found, params TargetRef[] targets)
    {
        var attached = new AttachedObject.Extension(new(type.Kind, new(ns, name)))
        {
            IsOurs = found.IsMarked,
            TargetRefs = targets,
            Writes = [new("istio_operationId", true)],
        };
        return new(Identity(ns, name), new(attached, found));
    }

    public static Watched<AttachedState> Telemetry(string ns, string name, FoundObject found) =>
        new(Identity(ns, name), new(new AttachedObject.Telemetry(ObjectRef.Telemetry(new(ns, name))) { IsOurs = found.IsMarked }, found));

    public static ParentRef ToService(string ns, string name) => new("", "Service", ns, name);

    public static ParentRef ToGateway(string ns, string name) => new(ParentRef.GatewayGroup, "Gateway", ns, name);

    public static ParentRef ToListenerSet(string ns, string name) => new(ParentRef.GatewayGroup, "ListenerSet", ns, name);

    public static WatchEvent<T> Changed<T>(Watched<T> item) => new WatchEvent<T>.Changed(item);

    public static WatchEvent<T> Synced<T>(params IReadOnlyList<Watched<T>> items) => new WatchEvent<T>.Synced(items, []);
}
