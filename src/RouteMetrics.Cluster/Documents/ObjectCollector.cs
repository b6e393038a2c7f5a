using System.Text.Json;
using RouteMetrics.Cluster.GatewayApi;
using RouteMetrics.Cluster.Yaml;
using RouteMetrics.Core.Mesh;
using RouteMetrics.Core.Routes;

namespace RouteMetrics.Cluster.Documents;

/// <summary>Gathers the objects of all input, and where each came from.</summary>
internal sealed class ObjectCollector(List<string> errors)
{
    private static readonly string[] GatewayVersions =
        [$"{ParentRef.GatewayGroup}/v1", $"{ParentRef.GatewayGroup}/v1beta1", $"{ParentRef.GatewayGroup}/v1alpha2"];

    private static readonly ObjectType Untyped = new(null, null);

    private readonly List<NamespaceResource> namespaces = [];
    private readonly List<ServiceResource> services = [];
    private readonly List<GatewayResource> gateways = [];
    private readonly List<HttpRoute> routes = [];
    private readonly Dictionary<string, string> places = new(StringComparer.Ordinal);

    private delegate T Read<out T>(ref Utf8JsonReader reader, List<ReadFault> faults);

    public MeshState State => new() { Namespaces = namespaces, Services = services, Gateways = gateways, Routes = routes };

    /// <summary>How many objects were seen, of whatever kind.</summary>
    public int Count { get; private set; }

    /// <summary>Whether objects of a kind are looked into.</summary>
    public static bool IsRead(string kind) =>
        kind is "Namespace" or "Service" or "Gateway" or "HTTPRoute" || kind.EndsWith("List", StringComparison.Ordinal);

    public static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> utf8) =>
        new(utf8, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = YamlTreeReader.MaxDepth + 1 });

    public void AddSkipped() => Count++;

    public void AddError(string error) => errors.Add(error);

    /// <summary>Adds the objects of sound JSON; <paramref name="placeOf"/> gives the file and line of a byte.</summary>
    public void AddAll(ReadOnlySpan<byte> utf8, Func<long, string> placeOf)
    {
        var reader = ReaderOf(utf8);
        while (reader.Read())
        {
            AddValue(ref reader, Untyped, placeOf);
        }
    }

    private void AddValue(ref Utf8JsonReader reader, ObjectType inherited, Func<long, string> placeOf)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    AddValue(ref reader, inherited, placeOf);
                }

                break;
            case JsonTokenType.StartObject:
                Count++;
                AddObject(ref reader, inherited, placeOf);
                break;
            case JsonTokenType.Null:
                break;
            default:
                errors.Add($"{placeOf(reader.TokenStartIndex)}: is no Kubernetes object; expected fields such as apiVersion and kind");
                break;
        }
    }

    private void AddObject(ref Utf8JsonReader reader, ObjectType inherited, Func<long, string> placeOf)
    {
        var place = placeOf(reader.TokenStartIndex);
        var faults = new List<ReadFault>();
        Utf8JsonReader items = default;
        var type = ObjectType.Of(reader, inherited, faults, ref items);
        if (type.Kind is null && faults.Count == 0)
        {
            errors.Add($"{place}: has no kind; add kind and apiVersion");
        }

        Report(faults, placeOf);
        if (type.IsList && items.TokenType == JsonTokenType.StartArray)
        {
            AddValue(ref items, type.OfItems, placeOf);
        }

        if (faults.Count > 0 || type.Kind is null || !IsWanted(type, place))
        {
            reader.Skip();
            return;
        }

        AddResource(ref reader, type.Kind, place, placeOf);
    }

    // A kind of the same name in another group, such as Knative's Service, is none of ours.
    private bool IsWanted(ObjectType type, string place)
    {
        if (type.Kind is not ("Namespace" or "Service" or "Gateway" or "HTTPRoute"))
        {
            return false;
        }

        var isGatewayKind = type.Kind is "Gateway" or "HTTPRoute";
        if (type.ApiVersion is null)
        {
            errors.Add($"{place}: {type.Kind} without apiVersion; add apiVersion: {(isGatewayKind ? GatewayVersions[0] : "v1")}");
            return false;
        }

        if (!isGatewayKind || GatewayVersions.Contains(type.ApiVersion, StringComparer.Ordinal))
        {
            return isGatewayKind || type.ApiVersion == "v1";
        }

        if (type.ApiVersion.StartsWith(ParentRef.GatewayGroup + "/", StringComparison.Ordinal))
        {
            errors.Add($"{place}: {type.Kind} of apiVersion {Excerpt.Quote(type.ApiVersion)} cannot be read; use {string.Join(", ", GatewayVersions)}");
        }

        return false;
    }

    private void AddResource(ref Utf8JsonReader reader, string kind, string place, Func<long, string> placeOf)
    {
        switch (kind)
        {
            case "Namespace":
                Add(ref reader, NamespaceReader.Read, item => $"Namespace {item.Name}", namespaces, place, placeOf);
                break;
            case "Service":
                Add(ref reader, ServiceReader.Read, item => $"Service {item.Key}", services, place, placeOf);
                break;
            case "Gateway":
                Add(ref reader, GatewayReader.Read, item => $"Gateway {item.Key}", gateways, place, placeOf);
                break;
            case "HTTPRoute":
                Add(ref reader, HttpRouteReader.Read, item => $"HTTPRoute {item.Key}", routes, place, placeOf);
                break;
        }
    }

    private void Add<T>(
        ref Utf8JsonReader reader, Read<T> read, Func<T, string> nameOf, List<T> items, string place, Func<long, string> placeOf)
    {
        var faults = new List<ReadFault>();
        var start = reader;
        var item = read(ref reader, faults);
        if (faults.Count > 0)
        {
            Report(faults, placeOf);
        }
        else if (!ObjectMetadata.IsNamed(start) || places.TryAdd(nameOf(item), place))
        {
            items.Add(item);
        }
        else
        {
            errors.Add($"{place}: {nameOf(item)} is already in {places[nameOf(item)]}; remove one of the two");
        }
    }

    private void Report(List<ReadFault> faults, Func<long, string> placeOf) =>
        errors.AddRange(faults.Select(fault => $"{placeOf(fault.Offset)}: {fault.Message}"));
}
