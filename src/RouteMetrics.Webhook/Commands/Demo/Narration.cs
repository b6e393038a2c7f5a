namespace RouteMetrics.Webhook.Commands.Demo;

/// <summary>Prints each step and collects what went wrong.</summary>
internal sealed class Narration(TextWriter output)
{
    private const string Indent = "   ";

    private readonly List<string> surprises = [];
    private int steps;

    /// <summary>Everything that differs from what was expected.</summary>
    public IReadOnlyList<string> Surprises => surprises;

    public void Step(string title) => output.Write($"{(++steps == 1 ? "" : "\n")}{steps}. {title}\n");

    public void Say(string text)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            output.Write(line.Length == 0 ? "\n" : $"{Indent}{line}\n");
        }
    }

    public void Expect(string what, string expected, string actual)
    {
        if (actual != expected)
        {
            Fail($"{what}: expected {expected}, got {actual}");
        }
    }

    public void Fail(string surprise) => surprises.Add(surprise);
}
