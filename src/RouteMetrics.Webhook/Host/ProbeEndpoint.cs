using System.Reflection;
using System.Text.Json;

namespace RouteMetrics.Webhook.Host;

/// <summary>Serves <c>/healthz</c>, <c>/readyz</c> and <c>/version</c>.</summary>
internal sealed class ProbeEndpoint(Readiness readiness)
{
    private static readonly byte[] Version = DescribeVersion();

    public static Task HealthAsync(HttpContext context) => Answers.TextAsync(context, StatusCodes.Status200OK, "ok\n");

    public static Task VersionAsync(HttpContext context) =>
        Answers.WriteAsync(context, StatusCodes.Status200OK, "application/json", Version);

    public Task ReadyAsync(HttpContext context) => readiness.Reason is { } reason
        ? Answers.TextAsync(context, StatusCodes.Status503ServiceUnavailable, $"not ready: {reason}\n")
        : Answers.TextAsync(context, StatusCodes.Status200OK, "ready\n");

    // The SDK writes version+commit when it builds in a repository.
    private static byte[] DescribeVersion()
    {
        var informational =
            typeof(ProbeEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var parts = informational.Split('+', 2);
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("version", parts[0]);
            json.WriteString("commit", parts.Length > 1 ? parts[1] : "unknown");
            json.WriteString("dotnet", Environment.Version.ToString());
            json.WriteEndObject();
        }

        return text.ToArray();
    }
}
