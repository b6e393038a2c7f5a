using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// Takes what the instruments of all projects measure to Prometheus, which asks, and by OTLP to where the standard variables say. Nothing is
/// sent unless <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or that of one signal, is set; the SDK reads the other variables itself.
/// </summary>
internal sealed class Exporters : IDisposable
{
    private const string Instruments = "RouteMetrics.*";

    private readonly TracerProvider? traces;

    private Exporters(MeterProvider metrics, TracerProvider? traces) => (Metrics, this.traces) = (metrics, traces);

    public MeterProvider Metrics { get; }

    /// <summary>Null if <c>OTEL_SDK_DISABLED</c> is <c>true</c>, or if nobody would get anything.</summary>
    public static Exporters? Start(bool toPrometheus)
    {
        var sendsMetrics = Sends("METRICS");
        if (string.Equals(Variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            || !(toPrometheus || sendsMetrics || Sends("TRACES")))
        {
            return null;
        }

        var metrics = Sdk.CreateMeterProviderBuilder().AddMeter(Instruments).ConfigureResource(Describe);
        if (toPrometheus)
        {
            // Prometheus knows the process by its target; the names of our meters tell nobody anything.
            metrics.AddPrometheusExporter(static options => (options.ScopeInfoEnabled, options.TargetInfoEnabled) = (false, false));
        }

        if (sendsMetrics)
        {
            metrics.AddOtlpExporter();
        }

        return new(
            metrics.Build(),
            Sends("TRACES")
                ? Sdk.CreateTracerProviderBuilder().AddSource(Instruments).ConfigureResource(Describe).AddOtlpExporter().Build()
                : null);
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        Metrics.Dispose();
        traces?.Dispose();
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win, as the specification wants.
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddService("route-metrics", serviceVersion: Version, serviceInstanceId: Variable("POD_NAME"))
        .AddTelemetrySdk().AddEnvironmentVariableDetector();

    private static string? Version =>
        typeof(Exporters).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    // https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
    private static bool Sends(string signal) =>
        (Variable($"OTEL_{signal}_EXPORTER")?.Split(',').Contains("otlp", StringComparer.Ordinal) ?? true)
        && (Variable("OTEL_EXPORTER_OTLP_ENDPOINT") ?? Variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")) is not null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
