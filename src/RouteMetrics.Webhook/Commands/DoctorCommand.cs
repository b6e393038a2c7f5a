using System.CommandLine;
using System.CommandLine.Parsing;
using RouteMetrics.Controller.Diagnosis;
using RouteMetrics.Core.Texts;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>doctor</c>: whether labels flow, and if not, what to do.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private static readonly Option<TimeSpan?> Wait = OptionOf.Duration(
        "--wait", "Examine again until nothing is wrong, at most for so long", "0s", DurationText.Parse);

    private static readonly Option<Uri?> Prometheus = new("--prometheus")
    {
        Description = "Ask this Prometheus for the labels of the last five minutes, instead of the waypoints",
        HelpName = "URL",
        CustomParser = ParseUrl,
    };

    private static readonly Option<Uri?> Reach = new("--reach")
    {
        Description = "Only ask this address, whatever its certificate is, and succeed if it answers 200",
        HelpName = "URL",
        CustomParser = ParseUrl,
        Hidden = true,
    };

    public static Command Create(CommandStreams streams)
    {
        var cluster = new ClusterCommand();
        var only = new NamespaceOption("Examine this namespace alone, beside the installation");
        var output = MeshOptions.Output("text", "wide", "json");
        var command = new DocumentedCommand(
            "doctor",
            "Examine the installation, the mesh, namespaces, waypoints, plugins and labels, and print what is right (✓), what is wrong (✗) with "
            + "its fix, and what cannot be known (?). Writes nothing; a Namespace is created as a dry run. Exits with 0 if nothing is wrong, 1 if "
            + "something is, 2 if the cluster cannot be read.",
            "route-metrics doctor",
            "kubectl route-metrics doctor -n podinfo --wait 2m",
            "route-metrics doctor -n podinfo --prometheus http://localhost:9090 -o json")
        {
            Wait,
            Prometheus,
            Reach,
            output,
        };
        only.AddTo(command);
        cluster.AddTo(command);
        command.SetAction((arguments, cancellation) => arguments.GetValue(Reach) is { } address
            ? ReachAsync(address, streams, cancellation)
            : cluster.RunAsync(
                arguments, streams,
                async (api, configuration) => Show(
                    await ExamineAsync(api, configuration, arguments, only.Of(arguments), cancellation),
                    arguments.GetRequiredValue(output), streams),
                cancellation));
        return command;
    }

    private static async Task<IReadOnlyList<Check>> ExamineAsync(
        KubernetesApi api, JudgingConfiguration configuration, ParseResult arguments, string? ns, CancellationToken cancellation)
    {
        var doctor = new Doctor(api, configuration.Settings, arguments.GetValue(Prometheus), TimeProvider.System);
        var start = TimeProvider.System.GetTimestamp();
        IReadOnlyList<Check> checks;
        while (IsWrong(checks = await doctor.RunAsync(ns, cancellation))
            && TimeProvider.System.GetElapsedTime(start) < (arguments.GetValue(Wait) ?? TimeSpan.Zero))
        {
            await Task.Delay(Pause, cancellation);
        }

        return checks;
    }

    private static int Show(IReadOnlyList<Check> checks, string format, CommandStreams streams)
    {
        switch (format)
        {
            case "json":
                streams.Out.Write(DoctorReport.Json(checks));
                break;
            case "wide":
                streams.Page().Table(DoctorReport.Rows(checks));
                break;
            default:
                streams.Page().Part(screen => DoctorReport.Write(screen, checks), () => DoctorReport.Text(checks));
                break;
        }

        return IsWrong(checks) ? ExitCode.Findings : ExitCode.Ok;
    }

    private static bool IsWrong(IEnumerable<Check> checks) => checks.Any(static check => check.Result == CheckResult.Failed);

    private static async Task<int> ReachAsync(Uri address, CommandStreams streams, CancellationToken cancellation)
    {
#pragma warning disable CA5359 // As the kubelet probes: who asks in a test of the chart has no CA.
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } };
#pragma warning restore CA5359
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(20) };
        try
        {
            using var answer = await client.GetAsync(address, cancellation);
            streams.Out.Write($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
            return answer.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.Findings;
        }
        catch (Exception refused) when (refused is HttpRequestException || (refused is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            streams.Error.WriteLine($"error: {address}: {OneLine.Of(refused.Message)}");
            return ExitCode.Findings;
        }
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text.EndsWith('/') || text.EndsWith("readyz", StringComparison.Ordinal) ? text : $"{text}/", UriKind.Absolute, out var url)
            && url.Scheme is ("http" or "https"))
        {
            return url;
        }

        result.AddError($"\"{text}\" is not a URL; write it like http://prometheus.example.com:9090");
        return null;
    }
}
