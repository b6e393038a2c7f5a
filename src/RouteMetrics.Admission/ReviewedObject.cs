using System.Diagnostics;
using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Admission;

/// <summary>The object of a review: its content, what of it cannot be read, and what a patch needs.</summary>
internal abstract record ReviewedObject(IReadOnlyList<ReadFault> Faults, MetadataOutline Metadata)
{
    /// <summary>The object as read with the review, or read now if the review names its resource only after it.</summary>
    public static T Of<T>(AdmissionRequest request)
        where T : ReviewedObject => request.Reviewed as T ?? Read<T>(request.Object, request.Resource);

    public static T Read<T>(ReadOnlyMemory<byte> json, GroupResource resource)
        where T : ReviewedObject
    {
        var reader = new Utf8JsonReader(json.Span, AdmissionReviewReader.Json);
        reader.Read();
        return (T?)Read(ref reader, resource) ?? throw new UnreachableException();
    }

    /// <summary>Reads the object at the reader; skips it and returns null if no path is about its resource.</summary>
    public static ReviewedObject? Read(ref Utf8JsonReader reader, GroupResource resource)
    {
        switch (AdmissionPaths.For(resource))
        {
            case [AdmissionPath.MutateNamespaces]:
                return ReviewedNamespace.Read(ref reader);
            case [AdmissionPath.MutateHttpRoutes, ..]:
                return ReviewedRoute.Read(ref reader, resource);
            case [AdmissionPath.ValidateExpressions]:
                return ReviewedIstioResource.Read(ref reader, resource);
            default:
                reader.Skip();
                return null;
        }
    }
}

/// <summary>A Namespace as a review holds it.</summary>
internal sealed record ReviewedNamespace(NamespaceResource Resource, IReadOnlyList<ReadFault> Faults, MetadataOutline Metadata)
    : ReviewedObject(Faults, Metadata)
{
    public static ReviewedNamespace Read(ref Utf8JsonReader reader)
    {
        var faults = new List<ReadFault>();
        return new(NamespaceReader.Read(ref reader, faults, out var metadata), faults, metadata);
    }
}

/// <summary>An HTTPRoute or GRPCRoute as a review holds it.</summary>
internal sealed record ReviewedRoute(HttpRoute Route, IReadOnlyList<ReadFault> Faults, MetadataOutline Metadata)
    : ReviewedObject(Faults, Metadata)
{
    public static new ReviewedRoute Read(ref Utf8JsonReader reader, GroupResource resource)
    {
        var kind = resource.Resource == ResourceType.GrpcRoutes.Plural ? RouteKind.Grpc : RouteKind.Http;
        var faults = new List<ReadFault>();
        return new(HttpRouteReader.Read(ref reader, kind, faults, out var metadata), faults, metadata);
    }

    /// <summary>Whether both are the same in all we judge: not weights, status, other annotations or the one that we write.</summary>
    public bool SaysTheSameAs(ReviewedRoute other) =>
        Faults.SequenceEqual(other.Faults)
        && Route.ParentRefs.SequenceEqual(other.Route.ParentRefs)
        && Route.UseDefaultGateways == other.Route.UseDefaultGateways
        && Route.Hostnames.SequenceEqual(other.Route.Hostnames, StringComparer.Ordinal)
        && Route.Rules.Count == other.Route.Rules.Count
        && Route.Rules.Zip(other.Route.Rules).All(pair => AreSame(pair.First, pair.Second))
        && AreSame(Route.Annotations, other.Route.Annotations);

    private static bool AreSame(HttpRouteRule one, HttpRouteRule other) =>
        one.Name == other.Name
        && one.FilterTypes.SequenceEqual(other.FilterTypes, StringComparer.Ordinal)
        && one.BackendFilterTypes.SequenceEqual(other.BackendFilterTypes, StringComparer.Ordinal)
        && one.Matches.Count == other.Matches.Count
        && one.Matches.Zip(other.Matches).All(pair => AreSame(pair.First, pair.Second));

    private static bool AreSame(HttpRouteMatch one, HttpRouteMatch other) =>
        one.Path == other.Path
        && one.Method == other.Method
        && one.Headers.SequenceEqual(other.Headers)
        && one.QueryParams.SequenceEqual(other.QueryParams);

    private static bool AreSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        Judged(one).SequenceEqual(Judged(other));

    private static IEnumerable<KeyValuePair<string, string>> Judged(IReadOnlyDictionary<string, string> annotations) =>
        annotations.Where(entry => entry.Key != OperationsAnnotation.Key).OrderBy(entry => entry.Key, StringComparer.Ordinal);
}
