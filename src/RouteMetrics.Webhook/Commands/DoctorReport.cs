using RouteMetrics.Controller.Diagnosis;
using RouteMetrics.Core.Texts;
using RouteMetrics.Webhook.Commands.Output;
using RouteMetrics.Webhook.Commands.Screens;

namespace RouteMetrics.Webhook.Commands;

/// <summary>A diagnosis for people, and as JSON.</summary>
internal static class DoctorReport
{
    /// <summary>A line for each check; what is wrong has its fix below.</summary>
    public static string Text(IReadOnlyList<Check> checks) => string.Concat(checks.Select(static check =>
        $"{SignOf(check.Result)} {OneLine.Of(check.Name)}: {OneLine.Of(check.Detail)}\n"
        + (check.Fix.Length > 0 ? $"    → {OneLine.Of(check.Fix)}\n" : "")))
        + $"{Conclusion(checks)}\n";

    /// <summary>The same on a screen.</summary>
    public static void Write(Screen screen, IReadOnlyList<Check> checks)
    {
        foreach (var check in checks)
        {
            screen.Item(
                0, new Toned(SignOf(check.Result), ToneOf(check.Result)), new Toned(check.Name, Tone.Strong), $": {check.Detail}");
            if (check.Fix.Length > 0)
            {
                screen.Item(4, new Toned("→", Tone.Good), check.Fix);
            }
        }

        screen.Line(new Toned(Conclusion(checks), checks.Any(static check => check.Result == CheckResult.Failed) ? Tone.Bad : Tone.Good));
    }

    /// <summary>The header, and a row for each check.</summary>
    public static IReadOnlyList<string[]> Rows(IReadOnlyList<Check> checks) =>
    [
        ["RESULT", "CHECK", "DETAIL", "FIX"],
        .. checks.Select(static check => new[] { WordOf(check.Result), check.Name, check.Detail, check.Fix.Length > 0 ? check.Fix : "-" }),
    ];

    /// <summary>An array of objects: <c>check</c>, <c>result</c> (passed, failed, unknown), <c>detail</c>, <c>fix</c> or null.</summary>
    public static string Json(IReadOnlyList<Check> checks) => JsonText.Write(json => json.WriteObjects(checks, check =>
    {
        json.WriteString("check", check.Name);
        json.WriteString("result", WordOf(check.Result));
        json.WriteString("detail", check.Detail);
        json.WriteString("fix", check.Fix.Length > 0 ? check.Fix : null);
    }));

    private static string Conclusion(IReadOnlyList<Check> checks) =>
        $"{checks.Count(static check => check.Result == CheckResult.Failed)} of {checks.Count} are wrong";

    private static string SignOf(CheckResult result) => result switch
    {
        CheckResult.Passed => "✓",
        CheckResult.Failed => "✗",
        _ => "?",
    };

    private static Tone ToneOf(CheckResult result) => result switch
    {
        CheckResult.Passed => Tone.Good,
        CheckResult.Failed => Tone.Bad,
        _ => Tone.Doubtful,
    };

    private static string WordOf(CheckResult result) => result switch
    {
        CheckResult.Passed => "passed",
        CheckResult.Failed => "failed",
        _ => "unknown",
    };
}
