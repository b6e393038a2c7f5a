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

    /// <summary>The Namespaces of the input, and those that its objects are in.</summary>
    public IEnumerable<string> NamespaceNames =>
    [
        .. State.Namespaces.Select(static ns => ns.Name),
        .. State.Routes.Select(static route => route.Key.Namespace),
        .. State.Services.Select(static service => service.Key.Namespace),
        .. State.Gateways.Select(static gateway => gateway.Key.Namespace),
        .. Documents.IstioResources.Select(static resource => resource.Object.Key.Namespace),
        .. Documents.Faults.Select(static fault => fault.Object.Key.Namespace),
    ];

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

    /// <summary>
    /// Prints the findings, of one namespace or all, and returns the exit code; a denial counts only if <paramref name="strict"/>.
    /// </summary>
    public int Conclude(IReadOnlyList<Finding> all, string? ns, bool strict, CommandStreams streams)
    {
        Finding[] findings = [.. all.Where(finding => ns is null || finding.Object.Key.Namespace == ns)];
        FindingAt[] shown =
        [
            .. findings.Where(static finding => finding.Severity != Severity.Off)
                .Select(finding => new FindingAt(finding, Documents.PlaceOf(finding) is { } at ? $"{at.File}:{at.Line}" : null)),
        ];
        streams.ErrorPage().Findings(shown, Settings, () => string.Concat(shown.Select(LineOf))).End();
        var denied = strict && findings.Any(static finding => finding.Severity == Severity.Deny);
        return !IsComplete ? ExitCode.Usage : denied ? ExitCode.Findings : ExitCode.Ok;
    }

    private string LineOf(FindingAt found)
    {
        var finding = found.Finding;
        return $"{finding.Severity.Word()} {finding.Code} {finding.Object.Key} "
            + $"{finding.Message}{FindingDocumentation.EndingOf(finding.Code, Settings.Documentation)}\n";
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
