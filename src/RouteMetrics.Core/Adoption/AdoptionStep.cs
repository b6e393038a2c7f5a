using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Adoption;

/// <summary>One write of a hand-over. Its text is in the imperative.</summary>
public abstract record AdoptionStep
{
    private AdoptionStep()
    {
    }

    public sealed override string ToString() => Text;

    protected abstract string Text { get; }

    /// <summary>Write the annotation that keeps names.</summary>
    public sealed record KeepNames(RouteKey Route, string Annotation, string Value) : AdoptionStep
    {
        protected override string Text => $"write the names into annotation {Annotation} of {ObjectRef.Route(Route)}";
    }

    /// <summary>Mark an object as given up, so that ours are no longer held for it; it goes on working.</summary>
    public sealed record GiveUp(ObjectRef Object) : AdoptionStep
    {
        protected override string Text => $"annotate {Object} with {AttachedObject.AdoptAnnotation}: \"true\"";
    }

    /// <summary>Make an object of our name ours, in one write.</summary>
    public sealed record TakeOver(ObjectRef Object, Manifest Manifest) : AdoptionStep
    {
        protected override string Text => $"take over {Object}";
    }

    public sealed record Create(ObjectRef Object, Manifest Manifest) : AdoptionStep
    {
        protected override string Text => $"create {Object}";
    }

    /// <summary>Let the proxies load ours; until then the old ones name requests.</summary>
    public sealed record Settle : AdoptionStep
    {
        protected override string Text => "wait until the proxies have them";
    }

    public sealed record Delete(ObjectRef Object) : AdoptionStep
    {
        protected override string Text => $"delete {Object}";
    }

    /// <summary>Remove the parts that ours do now from an object that does more.</summary>
    public sealed record Strip(ObjectRef Object, IReadOnlyList<IReadOnlyList<string>> Places) : AdoptionStep
    {
        protected override string Text =>
            $"remove {string.Join(", ", Places.Select(static place => string.Join('.', place)))} from {Object}";
    }
}
