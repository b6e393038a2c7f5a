using System.Diagnostics;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Kubernetes.Informers;

namespace RouteMetrics.Controller.Reconciling;

/// <summary>One write in a namespace. Its text is in the imperative: <c>create Gateway podinfo/podinfo-waypoint</c>.</summary>
internal abstract record ReconcileAction
{
    private ReconcileAction(string verb, string past) => (Verb, Past) = (verb, past);

    /// <summary>In the imperative.</summary>
    public string Verb { get; }

    /// <summary>The kind of the object that is written.</summary>
    public string Kind => this switch
    {
        Create(var type, _) => type.Kind,
        Change(var type, _, _) => type.Kind,
        Delete(var type, _) => type.Kind,
        LeaveForeign(var type, _) => type.Kind,
        DeleteWaypoint or KeepWaypoint => ResourceType.Gateways.Kind,
        Mark or TakeBackWaypoint or StandAside => ResourceType.Namespaces.Kind,
        _ => throw new UnreachableException(),
    };

    /// <summary>The text once it is done: <c>created Gateway …</c>.</summary>
    public string Deed => $"{Past} {Subject}";

    /// <summary>False if it only says what is left as it is.</summary>
    public bool IsWrite => this is not (LeaveForeign or KeepWaypoint or StandAside);

    /// <summary>The object that is written; null for a label or a deletion.</summary>
    public Manifest? Written => this switch
    {
        Create(_, var manifest) => manifest,
        Change(_, var manifest, _) => manifest,
        _ => null,
    };

    protected abstract string Subject { get; }

    private string Past { get; }

    public sealed override string ToString() => $"{Verb} {Subject}";

    /// <summary>Write what is ours on the Namespace; <paramref name="Missing"/>: the labels that it lacks, or that we do not own.</summary>
    public sealed record Mark(ObjectIdentity Namespace, NamespaceMark Marks, IReadOnlyList<KeyValuePair<string, string>> Missing)
        : ReconcileAction(Missing.Count > 0 ? "label" : "record", Missing.Count > 0 ? "labelled" : "recorded")
    {
        protected override string Subject => Missing.Count > 0
            ? $"Namespace {Namespace.Name} {string.Join(", ", Missing.Select(static label => $"{label.Key}={label.Value}"))}"
            : $"on Namespace {Namespace.Name} what is ours";
    }

    /// <summary>Remove the label that names our waypoint, which we set.</summary>
    public sealed record TakeBackWaypoint(ObjectIdentity Namespace, string Waypoint, EnrolmentRecord After)
        : ReconcileAction("take back", "took back")
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

    /// <summary>Delete our waypoint, unless something names it that is not watched.</summary>
    public sealed record DeleteWaypoint(ObjectIdentity Existing) : ReconcileAction("delete", "deleted")
    {
        protected override string Subject => $"Gateway {Existing}";
    }

    /// <summary>Keep a waypoint of ours that no route needs any more; <paramref name="Reason"/> completes "it stays, since …".</summary>
    public sealed record KeepWaypoint(ObjectIdentity Existing, string Reason) : ReconcileAction("keep", "kept")
    {
        protected override string Subject => $"Gateway {Existing}, since {Reason}";
    }

    /// <summary>Write nothing: another installation keeps the namespace.</summary>
    public sealed record StandAside(ObjectIdentity Namespace, string Installation) : ReconcileAction("stand aside in", "stood aside in")
    {
        protected override string Subject => $"Namespace {Namespace.Name}, which the installation in namespace {Installation} keeps";
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
