using System.CommandLine;

namespace RouteMetrics.Webhook.Commands;

/// <summary>A command whose help ends with examples, one for each line.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}
