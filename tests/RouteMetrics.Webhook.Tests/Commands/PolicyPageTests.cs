using RouteMetrics.Core.Findings;

namespace RouteMetrics.Webhook.Tests.Commands;

/// <summary>The pages that messages link to say what is so. <c>UPDATE_GOLDEN=1</c> writes what the examples give.</summary>
public sealed class PolicyPageTests
{
    public static TheoryData<FindingCode> Codes => [.. Enum.GetValues<FindingCode>().Where(static code => code < FindingCode.RMW101)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_page_has_the_title_and_the_severity_of_its_code(FindingCode code) => Assert.StartsWith(
        $"# {code}: {FindingDocumentation.TitleOf(code)}\n\nDefault severity: "
        + $"{(FindingSeverity.DefaultOf(code) == Severity.Deny ? "deny" : "warn")}.\n",
        new PolicyPage(code).Text,
        StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_example_gives_what_the_page_says_and_the_fix_gives_nothing(FindingCode code)
    {
        var page = new PolicyPage(code);
        var found = page.FindingsIn("Example");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(
                page.File,
                page.Text.Replace($"\n```text\n{page.Block("Example", "text")}```", $"\n```text\n{found}```", StringComparison.Ordinal));
        }

        Assert.NotEmpty(found);
        Assert.Equal(page.Block("Example", "text"), found);
        Assert.Equal("", page.FindingsIn("Fix"));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_page_tells_how_to_silence_its_code(FindingCode code) =>
        Assert.Contains($"`policy: {{{code}: ", new PolicyPage(code).Text, StringComparison.Ordinal);
}
