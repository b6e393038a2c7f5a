using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Texts;
using RouteMetrics.Documents.Json;
using RouteMetrics.Documents.Schemas;
using RouteMetrics.Documents.Yaml;

namespace RouteMetrics.Documents.Files;

/// <summary>Gathers the objects of some kinds of all input, and where each came from.</summary>
internal sealed class ObjectCollector(InputKinds kinds, List<string> errors)
{
    private static readonly ObjectType Untyped = new(null, null);

    private readonly List<NamespaceResource> namespaces = [];
    private readonly List<ServiceResource> services = [];
    private readonly List<GatewayResource> gateways = [];
    private readonly List<ListenerSetResource> listenerSets = [];
    private readonly List<HttpRoute> routes = [];
    private readonly List<SecurityPolicy> policies = [];
    private readonly List<IstioResource> istioResources = [];
    private readonly List<AttachedObject> attached = [];
    private readonly List<VirtualServiceResource> virtualServices = [];
    private readonly List<IstioGatewayResource> istioGateways = [];
    private readonly Dictionary<ObjectRef, InputObject> sources = [];
    private readonly List<DocumentFault> faultsOfDocuments = [];
    private readonly SortedDictionary<string, int> otherKinds = new(StringComparer.Ordinal);

    private delegate T Read<out T>(ref Utf8JsonReader reader, List<ReadFault> faults);

    public MeshSnapshot State => new()
    {
        Namespaces = namespaces,
        Services = services,
        Gateways = gateways,
        ListenerSets = listenerSets,
        Routes = routes,
        Policies = policies,
        Attached = attached,
        VirtualServices = virtualServices,
        IstioGateways = istioGateways,
    };

    public IReadOnlyList<IstioResource> IstioResources => istioResources;

    public IReadOnlyList<DocumentFault> Faults => faultsOfDocuments;

    public IReadOnlyDictionary<string, int> OtherKinds => otherKinds;

    /// <summary>Where each object is; of several without a name, the first.</summary>
    public IReadOnlyDictionary<ObjectRef, InputObject> Sources => sources;

    /// <summary>How many objects were seen, of whatever kind.</summary>
    public int Count { get; private set; }

    public static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> utf8) =>
        new(utf8, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = YamlTreeReader.MaxDepth + 1 });

    /// <summary>Whether objects of a kind are looked into; also of one that is nearly one of those.</summary>
    public bool AreRead(string kind, string? apiVersion) =>
        kinds.AreRead(kind) || UnknownKind.Of(apiVersion, kind, kinds.Versions) is not null;

    public void AddSkipped(string kind)
    {
        Count++;
        CountOther(kind);
    }

    public void AddError(string error) => errors.Add(error);

    /// <summary>Adds the objects of sound JSON.</summary>
    public void AddAll(InputJson json)
    {
        var reader = ReaderOf(json.Utf8.Span);
        while (reader.Read())
        {
            AddValue(ref reader, Untyped, json);
        }
    }

    private void AddValue(ref Utf8JsonReader reader, ObjectType inherited, InputJson json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    AddValue(ref reader, inherited, json);
                }

                break;
            case JsonTokenType.StartObject:
                Count++;
                AddObject(ref reader, inherited, json);
                break;
            case JsonTokenType.Null:
                break;
            default:
                errors.Add($"{json.PlaceOf(reader.TokenStartIndex)}: is no Kubernetes object; expected fields such as apiVersion and kind");
                break;
        }
    }

    private void AddObject(ref Utf8JsonReader reader, ObjectType inherited, InputJson json)
    {
        var source = new InputObject(json, reader.TokenStartIndex) { IsNamed = ObjectMetadata.IsNamed(reader) };
        var faults = new List<ReadFault>();
        Utf8JsonReader items = default;
        var type = ObjectType.Of(reader, inherited, faults, ref items);
        if (type.Kind is null && faults.Count == 0)
        {
            errors.Add($"{source.Place}: has no kind; add kind and apiVersion");
        }

        Report(faults, json);
        if (type.IsList && items.TokenType == JsonTokenType.StartArray)
        {
            AddValue(ref items, type.OfItems, json);
        }

        if (faults.Count == 0 && kinds.IsIstioGateway(type))
        {
            Add(
                ref reader, IstioResourceReader.ReadIstioGateway,
                static item => new($"{ResourceType.IstioGateways.Group} Gateway", item.Key), istioGateways, source);
            return;
        }

        var known = errors.Count;
        if (faults.Count > 0 || !IsRead(type, source) || type.Kind is not { } kind)
        {
            AddOther(reader, type, source, isError: faults.Count > 0 || errors.Count > known);
            reader.Skip();
            return;
        }

        AddResource(ref reader, kind, source);
    }

    private void AddOther(Utf8JsonReader json, ObjectType type, InputObject source, bool isError)
    {
        if (type.Kind is not { } kind || type.IsList)
        {
            return;
        }

        if (UnknownKind.Of(type.ApiVersion, kind, kinds.Versions) is not var (path, value, fix))
        {
            if (!isError)
            {
                CountOther(kinds.Versions.ContainsKey(kind) ? $"{kind} of {OneLine.Of(type.ApiVersion ?? "")}" : kind);
            }

            return;
        }

        var reference = new ObjectRef(kind, ObjectMetadata.KeyOf(json));
        sources.TryAdd(reference, source);
        faultsOfDocuments.Add(new(
            reference, path, value, "does not exist: the API server refuses the object, and nothing of it is judged", fix, IsCertain: true));
    }

    private void CountOther(string kind) => otherKinds[kind] = otherKinds.GetValueOrDefault(kind) + 1;

    private bool IsRead(ObjectType type, InputObject source)
    {
        var isRead = kinds.IsRead(type, out var fault);
        if (fault is not null)
        {
            errors.Add($"{source.Place}: {fault}");
        }

        return isRead;
    }

    private void AddResource(ref Utf8JsonReader reader, string kind, InputObject source)
    {
        switch (kind)
        {
            case "Namespace":
                Add(ref reader, NamespaceReader.Read, static item => new("Namespace", new("", item.Name)), namespaces, source);
                break;
            case "Service":
                Add(ref reader, ServiceReader.Read, static item => new("Service", item.Key), services, source);
                break;
            case "ServiceEntry":
                Add(ref reader, ServiceReader.ReadEntry, static item => new("ServiceEntry", item.Key), services, source);
                break;
            case "Gateway":
                Add(ref reader, GatewayReader.Read, static item => new("Gateway", item.Key), gateways, source);
                break;
            case "ListenerSet":
                Add(ref reader, ListenerSetReader.Read, static item => new("ListenerSet", item.Key), listenerSets, source);
                break;
            case "HTTPRoute":
                AddRoute(ref reader, RouteKind.Http, source);
                break;
            case "GRPCRoute":
                AddRoute(ref reader, RouteKind.Grpc, source);
                break;
            case "AuthorizationPolicy":
                Add(ref reader, IstioResourceReader.ReadAuthorizationPolicy, static item => item.Object, policies, source);
                break;
            case "RequestAuthentication":
                Add(ref reader, IstioResourceReader.ReadRequestAuthentication, static item => item.Object, policies, source);
                break;
            case "VirtualService":
                Add(
                    ref reader, IstioResourceReader.ReadVirtualService, static item => new(ResourceType.VirtualServices.Kind, item.Key),
                    virtualServices, source);
                break;
            case "WasmPlugin":
                AddIstio(ref reader, IstioResourceReader.ReadWasmPlugin, source);
                break;
            case "TrafficExtension":
                AddIstio(ref reader, IstioResourceReader.ReadTrafficExtension, source);
                break;
            case "Telemetry":
                AddIstio(ref reader, IstioResourceReader.ReadTelemetry, source);
                break;
        }
    }

    private void AddRoute(ref Utf8JsonReader reader, RouteKind kind, InputObject source) => Add(
        ref reader, (ref Utf8JsonReader json, List<ReadFault> faults) => HttpRouteReader.Read(ref json, kind, faults),
        static item => ObjectRef.Route(item.Key), routes, source);

    private void AddIstio(ref Utf8JsonReader reader, Read<IstioResource> read, InputObject source)
    {
        var json = reader;
        var before = istioResources.Count;
        Add(ref reader, read, static item => item.Object, istioResources, source);
        if (istioResources.Count > before)
        {
            attached.Add(AttachedObjectReader.Of(istioResources[^1], json));
        }
    }

    private void Add<T>(ref Utf8JsonReader reader, Read<T> read, Func<T, ObjectRef> referenceTo, List<T> items, InputObject source)
    {
        var faults = new List<ReadFault>();
        var json = reader;
        var item = read(ref reader, faults);
        if (faults.Count > 0)
        {
            Report(faults, source.Json);
            return;
        }

        var reference = referenceTo(item);
        faultsOfDocuments.AddRange(UnknownFields.In(json, reference));
        if (source.IsNamed && sources.GetValueOrDefault(reference) is { IsNamed: true } other)
        {
            errors.Add($"{source.Place}: {Shown(reference)} is already in {other.Place}; remove one of the two");
            return;
        }

        if (source.IsNamed || !sources.ContainsKey(reference))
        {
            sources[reference] = source;
        }

        items.Add(item);
    }

    private static string Shown(ObjectRef reference) =>
        reference.Key.Namespace.Length == 0 ? $"{reference.Kind} {reference.Key.Name}" : reference.ToString();

    private void Report(List<ReadFault> faults, InputJson json) =>
        errors.AddRange(faults.Select(fault => $"{json.PlaceOf(fault.Offset)}: {fault.Message}"));
}
