using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.KubeConfigModels;
using k8s.Models;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>
/// How the package reads and writes JSON for us: those of its models that we use, and what they leave out. Its own context knows every model
/// of Kubernetes, a third of a native program. It reads <c>fieldsV1</c> of the managed fields as a JsonElement, which it cannot write back.
/// </summary>
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(ExecCredentialResponse))]
[JsonSerializable(typeof(Corev1Event))]
[JsonSerializable(typeof(V1APIResourceList))]
[JsonSerializable(typeof(V1ConfigMap))]
[JsonSerializable(typeof(V1DeleteOptions))]
[JsonSerializable(typeof(V1Lease))]
[JsonSerializable(typeof(V1MutatingWebhookConfiguration))]
[JsonSerializable(typeof(V1Namespace))]
[JsonSerializable(typeof(V1Patch))]
[JsonSerializable(typeof(V1Secret))]
[JsonSerializable(typeof(V1Status))]
[JsonSerializable(typeof(V1ValidatingWebhookConfiguration))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static void Extend(JsonSerializerOptions options)
    {
        // The configuration of a plugin nests as deeply as its author likes.
        options.MaxDepth = JsonDepth.Wrapped.MaxDepth;
        options.TypeInfoResolverChain.Clear();
        options.TypeInfoResolverChain.Add(Default);
        options.Converters.Insert(0, new MicroTime());
    }

    /// <summary>metav1.MicroTime takes exactly six digits, and metav1.Time any; the package writes none for a whole second.</summary>
    private sealed class MicroTime : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset().UtcDateTime;

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
    }
}
