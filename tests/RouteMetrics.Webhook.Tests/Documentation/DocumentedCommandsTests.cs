namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>
/// What the pages tell a reader to type works, and prints what they show. <c>UPDATE_GOLDEN=1</c> writes what is printed. A command that
/// cannot run here is listed in <see cref="CommandsNotRun"/> with the reason; no other command is left out.
/// </summary>
public sealed class DocumentedCommandsTests
{
    private const int Findings = 1;

    public static TheoryData<string> Pages => [.. DocumentPage.All];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_commands_of_a_page_work_one_after_the_other(string page)
    {
        var text = DocumentPage.Read(page);
        using var shell = new ReaderShell();
        foreach (var block in FencedBlock.Of(text))
        {
            var now = new List<ShellCommand>();
            foreach (var command in ShellCommand.In(block))
            {
                now.Add(CommandsNotRun.Reasons.ContainsKey(command.Text) ? command : await RunAsync(page, command, shell));
            }

            if (block.Language == "console")
            {
                text = text.Replace(block.Fenced, (block with { Body = ShellCommand.Shown(now) }).Fenced, StringComparison.Ordinal);
            }
        }

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(DocumentPage.PathOf(page), text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(DocumentPage.Read(page), text);
    }

    [Fact]
    public void No_command_is_excused_that_no_page_has() => Assert.Empty(
        CommandsNotRun.Reasons.Keys.Except(CommandsOf(DocumentPage.All).Select(static command => command.Text), StringComparer.Ordinal));

    [Fact]
    public void What_a_command_prints_that_is_not_run_here_is_compared_elsewhere()
    {
        foreach (var (text, output, _) in CommandsOf(DocumentPage.All).Where(static command => command.Output is not null))
        {
            if (CommandsNotRun.Reasons.TryGetValue(text, out var notRun))
            {
                var test = DocumentPage.Read(notRun.ComparedIn!);
                Assert.All(output!.Split('\n'), line => Assert.Contains(line, test, StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<ShellCommand> CommandsOf(IEnumerable<string> pages) =>
        pages.SelectMany(static page => FencedBlock.Of(DocumentPage.Read(page))).SelectMany(ShellCommand.In);

    // What shows its output may have findings; what does not is to succeed.
    private static async Task<ShellCommand> RunAsync(string page, ShellCommand command, ReaderShell shell)
    {
        Assert.True(
            ReaderShell.Takes(command.Text),
            $"{page}:{command.Line}: {command.Text}\nis neither run here nor listed in {nameof(CommandsNotRun)}");
        var (exit, output) = await shell.RunAsync(command.Text, TestContext.Current.CancellationToken);

        Assert.True(
            exit == 0 || (exit == Findings && command.Output is not null),
            $"{page}:{command.Line}: {command.Text}\nexits with {exit}:\n{output}");
        return command.Output is null ? command : command with { Output = output };
    }
}
