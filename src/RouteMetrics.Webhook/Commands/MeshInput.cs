using System.CommandLine;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Configuration;
using RouteMetrics.Documents.Files;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The input of a command.</summary>
internal sealed record MeshInput(InputDocuments Documents, RouteMetricsSettings Settings)
{
    public MeshSnapshot State => Documents.State;

    /// <summary>False if a document could not be read; the others are still there.</summary>
    public bool IsComplete => Documents.Errors.Count == 0;

    /// <summary>Reads objects and settings and prints every fault; null if the settings are invalid.</summary>
    public static MeshInput? Read(ParseResult arguments, MeshOptions options, CommandStreams streams)
    {
        var configuration = SettingsFile.Read(arguments.GetValue(options.Config));
        if (configuration.Settings is not { } settings)
        {
            _ = streams.Refuse(configuration.Faults);
            return null;
        }

        return Read(arguments, options, settings, streams);
    }

    /// <summary>Reads objects and prints every fault.</summary>
    public static MeshInput Read(ParseResult arguments, MeshOptions options, RouteMetricsSettings settings, CommandStreams streams)
    {
        var documents = InputDocuments.Read(arguments.GetRequiredValue(options.Files), streams.In, options.Kinds);
        _ = streams.Refuse(documents.Errors);
        return new(documents, Override(settings, arguments, options));
    }

    /// <summary>Prints the findings and returns the exit code; a denial counts only if <paramref name="strict"/>.</summary>
    public int Conclude(IReadOnlyList<Finding> findings, bool strict, CommandStreams streams)
    {
        foreach (var finding in findings.Where(static finding => finding.Severity != Severity.Off))
        {
            streams.Error.WriteLine(
                $"{finding.Severity.Word()} {finding.Code} {finding.Object.Key} "
                + $"{finding.Message}{FindingDocumentation.EndingOf(finding.Code, Settings.Documentation)}");
        }

        var denied = strict && findings.Any(static finding => finding.Severity == Severity.Deny);
        return !IsComplete ? ExitCode.Usage : denied ? ExitCode.Findings : ExitCode.Ok;
    }

    private static RouteMetricsSettings Override(RouteMetricsSettings settings, ParseResult arguments, MeshOptions options) => settings with
    {
        Engine = arguments.GetValue(options.Engine) switch
        {
            "native" => Engine.Native,
            "attributegen" => Engine.Attributegen,
            _ => settings.Engine,
        },
        Conditions = arguments.GetValue(options.Conditions) switch
        {
            "route" => ConditionKind.Route,
            "request" => ConditionKind.Request,
            _ => settings.Conditions,
        },
        AttachTo = arguments.GetValue(options.AttachTo) switch
        {
            "waypoint" => AttachTo.Waypoint,
            "service" => AttachTo.Service,
            _ => settings.AttachTo,
        },
    };
}
