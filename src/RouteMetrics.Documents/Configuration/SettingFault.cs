using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Configuration;

/// <summary>One thing wrong with the configuration; <paramref name="Value"/> is null where there is none to show.</summary>
internal sealed record SettingFault(int Line, string Path, string? Value, string Reason)
{
    /// <summary>The path is empty for the document itself.</summary>
    public string In(string file) =>
        $"{file}:{Line}: {(Path.Length == 0 ? "" : $"{Path}: ")}{(Value is null ? "" : $"{OneLine.Quote(Value)}: ")}{Reason}";
}
