namespace RouteMetrics.Core.Model;

/// <summary>
/// An object that adds to what a proxy does, as far as it can meet ours: where it acts, when, and what it writes. Small: its conditions are
/// not kept.
/// </summary>
public abstract record AttachedObject
{
    /// <summary>The annotation by which its owner gives an object up to ours: <c>"true"</c>. <c>adopt</c> sets it.</summary>
    public const string AdoptAnnotation = "routemetrics.io/adopt";

    private AttachedObject(ObjectRef @object) => Object = @object;

    public ObjectRef Object { get; }

    /// <summary>Null for an object that was never stored: it will be the youngest.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>It has our marks, as far as they can be seen: in a file that is the label alone.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Whether it has the <see cref="AdoptAnnotation"/>.</summary>
    public bool IsGivenUp { get; init; }

    /// <summary>Its spec is too large to be looked at, so it may act everywhere in its namespace and write anything.</summary>
    public bool IsUnread { get; init; }

    public IReadOnlyList<TargetRef> TargetRefs { get; init; } = [];

    /// <summary><c>selector.matchLabels</c>; empty selects everything, as no selector does.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Selector { get; init; } = [];

    /// <summary>Neither targetRefs nor a selector: it is for the whole namespace, in Istio's root namespace for all of them.</summary>
    public bool IsForAll => TargetRefs.Count == 0 && Selector.Count == 0;

    /// <summary>A WasmPlugin, or a TrafficExtension, which istiod makes of it anyway.</summary>
    public sealed record Extension(ObjectRef Object) : AttachedObject(Object)
    {
        public ExtensionPhase Phase { get; init; } = ExtensionPhase.Unspecified;

        /// <summary>Higher runs first; null runs after every number, negative ones included (istio push_context.go).</summary>
        public long? Priority { get; init; }

        /// <summary>The attributes that attributegen's configuration sets; none for any other module.</summary>
        public IReadOnlyList<AttributeWrite> Writes { get; init; } = [];

        /// <summary>False if each <c>match</c> asks for a port or for mode CLIENT: on a waypoint none ever holds.</summary>
        public bool MatchesWaypoints { get; init; } = true;
    }

    public sealed record Telemetry(ObjectRef Object) : AttachedObject(Object)
    {
        /// <summary><c>spec.metrics</c>, in order.</summary>
        public IReadOnlyList<MetricsEntry> Metrics { get; init; } = [];
    }
}

/// <summary>One of <c>spec.targetRefs</c>.</summary>
public readonly record struct TargetRef(string Group, string Kind, string Name);

/// <summary>Where in the chain an extension runs, first to last (istio listener_waypoint.go).</summary>
public enum ExtensionPhase
{
    Authn,
    Authz,
    Stats,
    Unspecified,
}

/// <summary>An attribute that attributegen sets; after the response it overwrites whatever was set ON_REQUEST.</summary>
public readonly record struct AttributeWrite(string Name, bool IsOnRequest);

/// <summary>One item of <c>spec.metrics</c>. Without providers those above it count.</summary>
public sealed record MetricsEntry(IReadOnlyList<string> Providers, IReadOnlyList<MetricOverride> Overrides);

/// <summary>
/// One override. <paramref name="Metric"/> null is every metric; <paramref name="Mode"/> null is both. Of <paramref name="Tags"/> a null
/// value removes the tag.
/// </summary>
public sealed record MetricOverride(string? Metric, string? Mode, bool Disables, IReadOnlyList<KeyValuePair<string, string?>> Tags)
{
    /// <summary>The names of the tags whose values are another for nearly every request.</summary>
    public IReadOnlyList<string> Unbounded { get; init; } = [];

    public bool IsFor(string metric) => Metric is null || Metric == metric;
}
