using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Texts;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands.Screens;

/// <summary>Findings on a screen: what is said of several places is said once, with the places under it.</summary>
internal static class FindingGroups
{
    /// <summary>The most severe first, then by code, then as they come.</summary>
    public static void Write(Screen screen, IReadOnlyList<FindingAt> findings, RouteMetricsSettings settings)
    {
        var groups = findings.GroupBy(static found => (found.Finding.Severity, found.Finding.Code, found.Finding.Reason, found.Finding.Fix))
            .OrderByDescending(static group => group.Key.Severity)
            .ThenBy(static group => group.Key.Code);
        foreach (var group in groups)
        {
            var (severity, code, reason, fix) = group.Key;
            var tone = severity == Severity.Deny ? Tone.Bad : Tone.Doubtful;
            screen.Line(
                new Toned(severity.Word(), tone), " ", new Toned(code.ToString(), Tone.Strong), $" {FindingDocumentation.TitleOf(code)}");
            screen.Item(2, new Toned("✗", tone), reason);
            screen.Item(
                2, new Toned("→", Tone.Good), fix, new Toned(FindingDocumentation.EndingOf(code, settings.Documentation), Tone.Faint));
            foreach (var (finding, place) in group)
            {
                screen.Item(2, new Toned("at", Tone.Faint), new Toned(PlaceOf(place, finding), Tone.Strong), WhatOf(finding));
            }
        }
    }

    /// <summary>Where to read more, once for all of them.</summary>
    public static void WritePointer(Screen screen, IReadOnlyList<FindingAt> findings)
    {
        string[] codes = [.. findings.Select(static found => found.Finding.Code).Distinct().Order().Select(static code => code.ToString())];
        if (codes is [var first, .. var others])
        {
            screen.Line(
                new Toned("route-metrics why ", Tone.Faint), new Toned(first, Tone.Strong),
                new Toned($" shows an example and the fix{(others is [] ? "" : $"; also {string.Join(", ", others)}")}", Tone.Faint));
        }
    }

    private static string PlaceOf(string? place, Finding finding) => place is null ? $"{finding.Object}" : $"{place} {finding.Object}";

    private static string WhatOf(Finding finding) =>
        finding.Value is null ? $" {finding.Path}" : $" {finding.Path}: {OneLine.Quote(finding.Value)}";
}
