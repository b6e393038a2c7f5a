using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using RouteMetrics.Admission;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Configuration;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary><c>admit</c>: one AdmissionReview in, its answer out, without a server.</summary>
internal static class AdmitCommand
{
    public static Command Create(CommandStreams streams)
    {
        var file = new Option<string>("--filename", "-f")
        {
            Description = "AdmissionReview (admission.k8s.io/v1, JSON), or - for standard input",
            HelpName = "FILE",
            Required = true,
        };
        var config = MeshOptions.ConfigOption();
        var path = MeshOptions.Choice(
            "--path",
            "Answer as this path of the server does; without it as all that the API server asks about the object",
            AdmissionPaths.MutateNamespaces,
            AdmissionPaths.MutateHttpRoutes,
            AdmissionPaths.ValidateHttpRoutes,
            AdmissionPaths.ValidateExpressions);
        var command = new DocumentedCommand(
            "admit",
            "Answer one AdmissionReview as the server would. Exits with 1 when it is denied.",
            "route-metrics admit -f review.json",
            "route-metrics admit -f - --path /validate/httproutes --config route-metrics.yaml < review.json")
        {
            file,
            path,
            config,
        };
        command.SetAction(arguments =>
        {
            var configuration = SettingsFile.Read(arguments.GetValue(config));
            return configuration.Settings is { } settings
                ? Admit(arguments.GetRequiredValue(file), settings, AdmissionPaths.Parse(arguments.GetValue(path)), streams)
                : streams.Refuse(configuration.Faults);
        });
        return command;
    }

    private static int Admit(string file, RouteMetricsSettings settings, AdmissionPath? path, CommandStreams streams)
    {
        byte[] review;
        try
        {
            review = ReadAll(file, streams.In);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return streams.Refuse($"{file}: cannot be read: {fault.Message} Name an existing file with -f");
        }

        var answer = AdmissionDecision.Answer(review, settings, new NamespaceDirectory(), path);
        if (answer is not AdmissionAnswer.Decided(_, var verdict))
        {
            return streams.Refuse($"{file}: {((AdmissionAnswer.Refused)answer).Error}");
        }

        streams.Out.Write(Indented(answer));
        return verdict.Allowed ? ExitCode.Ok : ExitCode.Findings;
    }

    private static byte[] ReadAll(string file, Stream standardInput)
    {
        if (file != "-")
        {
            return File.ReadAllBytes(file);
        }

        using var buffer = new MemoryStream();
        standardInput.CopyTo(buffer);
        return buffer.ToArray();
    }

    private static string Indented(AdmissionAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        answer.WriteTo(buffer);
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return JsonText.Write(document.RootElement.WriteTo);
    }
}
