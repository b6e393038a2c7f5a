using RouteMetrics.Core.Findings;
using RouteMetrics.Webhook.Tests.Commands;

namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>The tables of codes and of settings are what the program says of itself. <c>UPDATE_GOLDEN=1</c> writes them.</summary>
public sealed class GeneratedTablesTests
{
    private const string Index = "docs/policy/README.md";
    private const string Configuration = "docs/configuration.md";

    [Theory]
    [InlineData("routes", FindingCode.RMW001, FindingCode.RMW020)]
    [InlineData("expressions", FindingCode.RMW101, FindingCode.RMW122)]
    public void Every_code_is_in_the_table_of_codes(string table, FindingCode first, FindingCode last)
    {
        var codes = Enum.GetValues<FindingCode>().Where(code => code >= first && code <= last);

        var text = TableOf(["Code", "Finding", "Default", "What happens"], codes.Select(RowOf));

        Assert.Equal(text, DocumentPage.Generated(Index, table, text));
    }

    [Fact]
    public void No_code_is_outside_of_the_tables() => Assert.All(
        Enum.GetValues<FindingCode>(),
        static code => Assert.Contains($"\n| [{code}]({code}.md) |", DocumentPage.Read(Index), StringComparison.Ordinal));

    [Fact]
    public async Task Every_setting_is_in_the_table_of_settings()
    {
        var settings = PrintedSettings.In((await CommandRun.OfAsync("config")).Out);

        var text = TableOf(
            ["Setting", "Default", "Meaning"],
            settings.Select(static setting => new[] { $"`{setting.Path}`", $"`{setting.Default}`", setting.Meaning }));

        Assert.Equal(text, DocumentPage.Generated(Configuration, "settings", text));
    }

    private static string[] RowOf(FindingCode code) =>
    [
        $"[{code}]({code}.md)",
        FindingDocumentation.TitleOf(code),
        FindingSeverity.DefaultOf(code) == Severity.Deny ? "deny" : "warn",
        FindingDocumentation.SummaryOf(code),
    ];

    private static string TableOf(string[] head, IEnumerable<string[]> rows)
    {
        string[] rule = [.. head.Select(static _ => "---")];
        return string.Concat(rows.Prepend(rule).Prepend(head).Select(static row => $"| {string.Join(" | ", row)} |\n"));
    }
}
