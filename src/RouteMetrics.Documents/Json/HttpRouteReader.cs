using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>
/// From the JSON of an HTTPRoute or a GRPCRoute to what it says, with the defaults of the CRD (gateway-api apis/v1/httproute_types.go and
/// grpcroute_types.go, which fills in neither rules nor matches).
/// </summary>
public static class HttpRouteReader
{
    private static readonly IReadOnlyList<HttpRouteMatch> AnyMatch = [HttpRouteMatch.Any];

    private static readonly IReadOnlyList<HttpRouteRule> DefaultRules = [new HttpRouteRule { Matches = AnyMatch }];

    /// <summary>
    /// Reads one route from its StartObject to its EndObject. Values of the wrong type are added to <paramref name="faults"/> and
    /// skipped. Malformed JSON throws <see cref="JsonException"/>.
    /// </summary>
    public static HttpRoute Read(ref Utf8JsonReader reader, RouteKind kind, List<ReadFault> faults) =>
        Read(ref reader, kind, faults, out _);

    /// <summary>The same, with what a patch has to know; its texts are the annotations.</summary>
    public static HttpRoute Read(ref Utf8JsonReader reader, RouteKind kind, List<ReadFault> faults, out MetadataOutline outline)
    {
        var route = new ObjectReader(reader);
        var result = Route(ref route, kind, out outline);
        route.Finish(ref reader, faults);
        return result;
    }

    private static HttpRoute Route(ref ObjectReader reader, RouteKind kind, out MetadataOutline outline)
    {
        var offset = reader.Offset;
        KubernetesObject.Field<Spec> specOf = kind == RouteKind.Grpc ? GrpcSpec : HttpSpec;
        var (metadata, spec) = KubernetesObject.Read(ref reader, ObjectMetadata.WithAnnotations, specOf);
        outline = metadata.Outline;
        if (spec is null)
        {
            reader.Missing(offset, "spec");
        }

        return new HttpRoute
        {
            Key = new RouteKey(kind, metadata.Namespace, metadata.Name),
            CreationTimestamp = metadata.CreationTimestamp,
            Annotations = metadata.Texts,
            ParentRefs = ParentRefReader.InNamespace(spec?.ParentRefs, metadata.Namespace),
            Hostnames = spec?.Hostnames ?? [],
            Rules = spec?.Rules ?? (kind == RouteKind.Grpc ? [] : DefaultRules),
            UseDefaultGateways = spec?.UseDefaultGateways,
        };
    }

    private static Spec HttpSpec(ref ObjectReader reader) => SpecOf(ref reader, HttpRule);

    private static Spec GrpcSpec(ref ObjectReader reader) => SpecOf(ref reader, GrpcRule);

    private static HttpRouteRule? HttpRule(ref ObjectReader reader) => Rule(ref reader, HttpRouteMatchReader.Read, AnyMatch);

    private static HttpRouteRule? GrpcRule(ref ObjectReader reader) => Rule(ref reader, GrpcRouteMatchReader.Read, []);

    private static Spec SpecOf(ref ObjectReader reader, ObjectReader.ValueReader<HttpRouteRule> rule)
    {
        IReadOnlyList<ParentRefReader.Fields>? parentRefs = null;
        IReadOnlyList<string>? hostnames = null;
        IReadOnlyList<HttpRouteRule>? rules = null;
        string? useDefaultGateways = null;
        if (reader.BeginRequiredObject())
        {
            while (reader.NextField())
            {
                if (reader.Is("rules"u8))
                {
                    rules = reader.List(rule);
                }
                else if (reader.Is("parentRefs"u8))
                {
                    parentRefs = reader.List(ParentRefReader.Read);
                }
                else if (reader.Is("hostnames"u8))
                {
                    hostnames = reader.Texts();
                }
                else if (reader.Is("useDefaultGateways"u8))
                {
                    useDefaultGateways = reader.Text();
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return new Spec(parentRefs, hostnames, rules, useDefaultGateways);
    }

    private static HttpRouteRule? Rule(
        ref ObjectReader reader, ObjectReader.ValueReader<HttpRouteMatch> match, IReadOnlyList<HttpRouteMatch> absent)
    {
        if (!reader.BeginObject())
        {
            return null;
        }

        string? name = null;
        IReadOnlyList<HttpRouteMatch>? matches = null;
        IReadOnlyList<string>? filterTypes = null, backendFilterTypes = null;
        while (reader.NextField())
        {
            if (reader.Is("matches"u8))
            {
                matches = reader.List(match);
            }
            else if (reader.Is("backendRefs"u8))
            {
                backendFilterTypes = FilterReader.TypesOfBackends(ref reader);
            }
            else if (reader.Is("filters"u8))
            {
                filterTypes = reader.List(FilterReader.Type);
            }
            else if (reader.Is("name"u8))
            {
                name = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return new HttpRouteRule
        {
            Name = name,
            Matches = matches ?? absent,
            FilterTypes = filterTypes ?? [],
            BackendFilterTypes = backendFilterTypes ?? [],
        };
    }

    private sealed record Spec(
        IReadOnlyList<ParentRefReader.Fields>? ParentRefs, IReadOnlyList<string>? Hostnames, IReadOnlyList<HttpRouteRule>? Rules,
        string? UseDefaultGateways);
}
