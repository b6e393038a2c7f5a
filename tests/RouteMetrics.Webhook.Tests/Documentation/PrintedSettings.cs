namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>A setting as <c>config</c> prints it: its path below <c>spec</c>, its default, and the comment above it.</summary>
internal sealed record PrintedSetting(string Path, string Default, string Meaning);

/// <summary>The printed configuration, line by line. Severities are left out: they are in the table of codes.</summary>
internal static class PrintedSettings
{
    private const int Indent = 2;

    public static IReadOnlyList<PrintedSetting> In(string yaml)
    {
        var found = new List<PrintedSetting>();
        var path = new Stack<string>();
        var meaning = "";
        foreach (var line in yaml.Split("spec:\n")[1].TrimEnd('\n').Split('\n'))
        {
            var text = line.TrimStart();
            if (text.StartsWith("# ", StringComparison.Ordinal))
            {
                meaning = text[2..];
            }
            else if (text.StartsWith("- ", StringComparison.Ordinal))
            {
                found[^1] = found[^1] with { Default = found[^1].Default.Length == 0 ? text[2..] : $"{found[^1].Default}, {text[2..]}" };
            }
            else
            {
                while (path.Count >= (line.Length - text.Length) / Indent)
                {
                    path.Pop();
                }

                var (key, value) = (text.Split(':')[0], text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
                path.Push(key);
                found.Add(new(string.Join('.', path.Reverse()), value, meaning));
            }
        }

        return found.FindAll(setting => !IsSeverity(setting) && !IsSection(setting, found));
    }

    private static bool IsSeverity(PrintedSetting setting) => setting.Path.StartsWith("policy.RMW", StringComparison.Ordinal);

    private static bool IsSection(PrintedSetting setting, List<PrintedSetting> all) =>
        all.Exists(other => other.Path.StartsWith($"{setting.Path}.", StringComparison.Ordinal));
}
