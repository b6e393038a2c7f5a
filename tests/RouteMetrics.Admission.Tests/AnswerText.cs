using System.Buffers;
using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

/// <summary>Answers as text: what tests compare.</summary>
internal static class AnswerText
{
    public static readonly RouteMetricsSettings Enforce = RouteMetricsSettings.Default;

    /// <summary>The whole answer, with the patch decoded in place.</summary>
    public static string Of(
        string review, AdmissionPath? path = null, RouteMetricsSettings? settings = null, NamespaceDirectory? namespaces = null) =>
        Of(AdmissionDecision.Answer(Reviews.Bytes(review), settings ?? Enforce, namespaces ?? new(), path));

    public static string Of(AdmissionAnswer answer)
    {
        var body = new ArrayBufferWriter<byte>();
        answer.WriteTo(body);
        return Decode(body.WrittenSpan);
    }

    /// <summary>The response alone, without uid, which every test would repeat.</summary>
    public static string Decode(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var document = JsonDocument.ParseValue(ref reader);
        if (!document.RootElement.TryGetProperty("response", out var response))
        {
            return document.RootElement.GetRawText();
        }

        Assert.Equal("admission.k8s.io/v1", document.RootElement.GetProperty("apiVersion").GetString());
        Assert.Equal("AdmissionReview", document.RootElement.GetProperty("kind").GetString());
        Assert.Equal(Reviews.Uid, response.GetProperty("uid").GetString());
        return string.Join('\n', response.EnumerateObject().Where(member => member.Name != "uid").Select(Line));
    }

    public static NamespaceDirectory Labelled(string name, string key, string value)
    {
        var namespaces = new NamespaceDirectory();
        namespaces.Learn(new NamespaceResource(name, new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value }));
        return namespaces;
    }

    private static string Line(JsonProperty member) => member.Name switch
    {
        "patch" => $"patch: {Encoding.UTF8.GetString(member.Value.GetBytesFromBase64())}",
        _ => $"{member.Name}: {member.Value.GetRawText()}",
    };
}
