using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Json;

/// <summary>Finds the paths of faults by a second pass over the object, made only if there are any.</summary>
internal static class FaultPath
{
    /// <summary>The reader stands on the object's first token. The faults come out in document order.</summary>
    public static void Resolve(Utf8JsonReader json, List<LocatedFault> faults, List<ReadFault> found)
    {
        var open = new Stack<Step>();
        var waiting = new Queue<LocatedFault>(faults.OrderBy(fault => fault.Offset));
        do
        {
            Track(json, open);
            while (waiting.TryPeek(out var fault) && fault.Offset == json.TokenStartIndex)
            {
                found.Add(Locate(waiting.Dequeue(), open));
            }

            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                open.Push(new Step { IsList = json.TokenType == JsonTokenType.StartArray });
            }
        }
        while (waiting.Count > 0 && json.Read());
    }

    private static void Track(Utf8JsonReader json, Stack<Step> open)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                open.Pop();
                break;
            case JsonTokenType.PropertyName:
                open.Peek().Name = NameOf(json);
                break;
            default:
                if (open.TryPeek(out var parent))
                {
                    parent.Index++;
                }

                break;
        }
    }

    private static ReadFault Locate(LocatedFault fault, Stack<Step> open)
    {
        var path = new StringBuilder();
        foreach (var step in open.Reverse())
        {
            if (step.IsList)
            {
                path.Append($"[{step.Index}]");
            }
            else
            {
                AppendName(path, step.Name);
            }
        }

        if (fault.Missing is not null)
        {
            AppendName(path, fault.Missing);
        }

        return new ReadFault(path.ToString(), fault.Value, fault.Reason) { Offset = fault.Offset };
    }

    // As Kubernetes writes field paths: metadata.labels[app.kubernetes.io/name].
    private static void AppendName(StringBuilder path, string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(PlainName))
        {
            path.Append($"[{OneLine.Cut(name)}]");
            return;
        }

        path.Append(path.Length == 0 ? "" : ".").Append(OneLine.Cut(name));
    }

    private static readonly System.Buffers.SearchValues<char> PlainName =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static string NameOf(Utf8JsonReader json)
    {
        try
        {
            return json.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    /// <summary>An open object or list, and which of its members is the current one.</summary>
    private sealed class Step
    {
        public bool IsList { get; init; }

        public string Name { get; set; } = "";

        public int Index { get; set; } = -1;
    }
}
