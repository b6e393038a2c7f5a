using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>One write in a namespace. Its text is in the imperative: <c>create Gateway podinfo/podinfo-waypoint</c>.</summary>
internal abstract record ReconcileAction
{
    private readonly string verb;

    private ReconcileAction(string verb, string past) => (this.verb, Past) = (verb, past);

    /// <summary>The text once it is done: <c>created Gateway …</c>.</summary>
    public string Deed => $"{Past} {Subject}";

    /// <summary>The object that is written; null for a label or a deletion.</summary>
    public Manifest? Written => this switch
    {
        Create(_, var manifest) => manifest,
        Change(_, var manifest, _) => manifest,
        _ => null,
    };

    protected abstract string Subject { get; }

    private string Past { get; }

    public sealed override string ToString() => $"{verb} {Subject}";

    /// <summary>Own these labels of the Namespace: they are absent, or there without us.</summary>
    public sealed record SetLabels(ObjectIdentity Namespace, IReadOnlyList<KeyValuePair<string, string>> Labels)
        : ReconcileAction("label", "labelled")
    {
        protected override string Subject =>
            $"Namespace {Namespace.Name} {string.Join(", ", Labels.Select(static label => $"{label.Key}={label.Value}"))}";
    }

    /// <summary>Remove the label that names our waypoint, which we set.</summary>
    public sealed record TakeBackWaypoint(ObjectIdentity Namespace, string Waypoint) : ReconcileAction("take back", "took back")
    {
        protected override string Subject => $"the label {IstioLabels.UseWaypoint}={Waypoint} of Namespace {Namespace.Name}";
    }

    public sealed record Create(ResourceType Type, Manifest Manifest) : ReconcileAction("create", "created")
    {
        protected override string Subject => $"{Type.Kind} {Manifest.Namespace}/{Manifest.Name}";
    }

    /// <summary>Update an object of ours: the manifest has changed, or somebody edited the object.</summary>
    public sealed record Change(ResourceType Type, Manifest Manifest, ObjectIdentity Existing) : ReconcileAction("change", "changed")
    {
        protected override string Subject => $"{Type.Kind} {Existing}";
    }

    /// <summary>Delete an object of ours.</summary>
    public sealed record Delete(ResourceType Type, ObjectIdentity Existing) : ReconcileAction("delete", "deleted")
    {
        protected override string Subject => $"{Type.Kind} {Existing}";
    }

    /// <summary>Leave alone an object with the name of one of ours, but without our marks.</summary>
    public sealed record LeaveForeign(ResourceType Type, ObjectIdentity Existing) : ReconcileAction("leave alone", "left alone")
    {
        protected override string Subject => $"{Type.Kind} {Existing}, which is not ours";
    }
}
