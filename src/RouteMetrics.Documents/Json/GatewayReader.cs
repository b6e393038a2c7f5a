using System.Text.Json;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Documents.Json;

/// <summary>Reads the class and listeners of a Gateway, with the defaults of the CRD (gateway-api apis/v1/gateway_types.go).</summary>
public static class GatewayReader
{
    /// <summary>As <see cref="HttpRouteReader.Read"/>, for a Gateway.</summary>
    public static GatewayResource Read(ref Utf8JsonReader reader, List<ReadFault> faults)
    {
        var resource = new ObjectReader(reader);
        var result = Gateway(ref resource);
        resource.Finish(ref reader, faults);
        return result;
    }

    private static GatewayResource Gateway(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        var (metadata, spec) = KubernetesObject.Read(ref reader, ObjectMetadata.WithLabels, SpecOf);
        var className = spec is null ? reader.Missing(offset, "spec") : spec.ClassName;
        return new GatewayResource(new NamespacedName(metadata.Namespace, metadata.Name), className)
        {
            CreationTimestamp = metadata.CreationTimestamp,
            Listeners = spec?.Listeners ?? [],
            AllowedListeners = spec?.AllowedListeners ?? new AllowedNamespaces.Nothing(),
            Revision = metadata.Texts.GetValueOrDefault(IstioLabels.Revision),
            WaypointFor = metadata.Texts.GetValueOrDefault(IstioLabels.WaypointFor),
            PodLabels = spec?.HasAddresses == true ? null : Together(metadata.Texts, spec?.PodLabels),
        };
    }

    // Istio takes the labels of the Gateway where it has none of infrastructure; some are there either way.
    private static IReadOnlyDictionary<string, string> Together(
        IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string>? infrastructure)
    {
        if (infrastructure is null)
        {
            return labels;
        }

        var both = new Dictionary<string, string>(labels, StringComparer.Ordinal);
        foreach (var (key, value) in infrastructure)
        {
            both[key] = value;
        }

        return both;
    }

    private static Spec SpecOf(ref ObjectReader reader)
    {
        var offset = reader.Offset;
        string? className = null;
        IReadOnlyList<Listener>? listeners = null;
        IReadOnlyDictionary<string, string>? podLabels = null;
        AllowedNamespaces? allowedListeners = null;
        var hasAddresses = false;
        if (!reader.BeginRequiredObject())
        {
            return new Spec("", null, false, null, null);
        }

        while (reader.NextField())
        {
            if (reader.Is("gatewayClassName"u8))
            {
                className = reader.RequiredText();
            }
            else if (reader.Is("listeners"u8))
            {
                listeners = reader.List(ListenerReader.Read);
            }
            else if (reader.Is("allowedListeners"u8))
            {
                allowedListeners = AllowedRoutes.ReadListeners(ref reader);
            }
            else if (reader.Is("infrastructure"u8))
            {
                podLabels = PodLabelsOf(ref reader);
            }
            else if (reader.Is("addresses"u8))
            {
                hasAddresses = reader.List(AddressType) is { } types && IsManual(types);
            }
            else
            {
                reader.Skip();
            }
        }

        return new Spec(className ?? reader.Missing(offset, "gatewayClassName"), listeners, hasAddresses, podLabels, allowedListeners);
    }

    // Whatever else is there, and of whatever type, is not ours to complain of.
    private static Dictionary<string, string>? PodLabelsOf(ref ObjectReader reader)
    {
        var json = reader.Here;
        reader.Skip();
        if (json.TokenType != JsonTokenType.StartObject || !json.MoveTo("labels"u8) || json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var key = json.GetString() ?? "";
            json.Read();
            labels[key] = json.TokenType == JsonTokenType.String ? json.GetString() ?? "" : "";
            json.Skip();
        }

        return labels;
    }

    // A single IP address is a wish for the Service that Istio makes; anything else names somebody else's (istio gatewaycommon IsManaged).
    private static bool IsManual(IReadOnlyList<string> types) => types.Count > 1 || types is [not "IPAddress"];

    private static string? AddressType(ref ObjectReader reader)
    {
        if (!reader.BeginObject())
        {
            return null;
        }

        string? type = null;
        while (reader.NextField())
        {
            if (reader.Is("type"u8))
            {
                type = reader.Text();
            }
            else
            {
                reader.Skip();
            }
        }

        return type ?? "IPAddress";
    }

    private sealed record Spec(
        string ClassName, IReadOnlyList<Listener>? Listeners, bool HasAddresses, IReadOnlyDictionary<string, string>? PodLabels,
        AllowedNamespaces? AllowedListeners);
}
