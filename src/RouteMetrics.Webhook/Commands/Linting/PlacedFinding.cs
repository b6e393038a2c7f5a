using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Texts;
using RouteMetrics.Documents.Files;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands.Linting;

/// <summary>A finding, and the line of the input that it is about.</summary>
internal sealed record PlacedFinding(Finding Finding, InputPlace? Place)
{
    /// <summary>As named on the command line, without a leading <c>./</c>; null without a place.</summary>
    public string? File => Place?.File is ['.', '/', .. var file] ? file : Place?.File;

    /// <summary>With its place as people read it.</summary>
    public FindingAt At => new(Finding, Place is { } at ? $"{at.File}:{at.Line}" : null);

    /// <summary>Object, path, value, reason and link: the whole message but for code and severity.</summary>
    public string Message(RouteMetricsSettings settings) =>
        OneLine.Of($"{Finding.Object} {Finding.Message}{FindingDocumentation.EndingOf(Finding.Code, settings.Documentation)}");
}
