using System.Diagnostics;
using RouteMetrics.Core.Texts;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RouteMetrics.Documents.Yaml;

/// <summary>From the events of YamlDotNet's parser to trees. No types are looked up, nothing is bound by reflection.</summary>
internal sealed class YamlTreeReader
{
    /// <summary>Far beyond any Kubernetes object (the schemas of a CRD nest some 60 deep), far below what the stack holds.</summary>
    public const int MaxDepth = 512;

    private readonly Parser parser;
    private readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);
    private long cost;

    private YamlTreeReader(string text) => parser = new Parser(new SteadyScanner(new Scanner(new StringReader(FlowAliases.Ended(text)))));

    /// <summary>The documents of a text, as far as it can be read; throws <see cref="YamlFaultException"/> where it cannot.</summary>
    public static IEnumerable<YamlDocument> Read(string text)
    {
        var reader = new YamlTreeReader(text);
        while (reader.NextDocument() is { } document)
        {
            yield return document;
        }
    }

    /// <summary>What a node costs to write: itself and its characters.</summary>
    public static long CostOf(YamlNode node) => 1 + (node is YamlText text ? text.Text.Length : 0);

    private YamlDocument? NextDocument()
    {
        anchors.Clear();
        cost = 0;
        while (Next() is not DocumentStart)
        {
            if (parser.Current is StreamEnd or null)
            {
                return null;
            }
        }

        Next();
        var root = Node(0);
        return new YamlDocument(root, cost);
    }

    private ParsingEvent? Next()
    {
        try
        {
            return parser.MoveNext() ? parser.Current : null;
        }
        catch (YamlException fault)
        {
            var found = fault.End.Line > fault.Start.Line ? $" (on line {fault.End.Line})" : "";
            throw NotValid((int)fault.Start.Line, fault.Message.TrimEnd('.') + found);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 18.1 slips so on some garbage, for one on a line separator where a value should be.
            throw NotValid((int)(parser.Current?.End.Line ?? 1), "something here is no YAML");
        }
    }

    private static YamlFaultException NotValid(int line, string reason) =>
        new(line, $"not valid YAML: {reason}; check quotes and indentation (spaces, no tabs)");

    // Leaves the parser on the node's last event.
    private YamlNode Node(int depth)
    {
        var @event = parser.Current ?? throw new UnreachableException();
        var line = (int)@event.Start.Line;
        if (depth > MaxDepth)
        {
            throw new YamlFaultException(line, $"nests more than {MaxDepth} levels deep");
        }

        if (@event is AnchorAlias alias)
        {
            CheckName(alias.Value, line);
            return anchors.GetValueOrDefault(alias.Value.Value) ?? throw new YamlFaultException(
                line, $"alias *{alias.Value.Value} names no anchor before it, or one that it is part of");
        }

        YamlNode node = @event switch
        {
            Scalar scalar => new YamlText(line, scalar.Value, scalar.Style == ScalarStyle.Plain, TagOf(scalar)),
            SequenceStart => new YamlList(line, Items(depth)),
            MappingStart => new YamlMap(line, Entries(depth)),
            _ => throw new YamlFaultException(line, "a value is missing"),
        };

        // Only now: an alias inside of what its anchor names would make a circle.
        if (@event is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            CheckName(anchored.Anchor, line);
            anchors[anchored.Anchor.Value] = node;
        }

        cost += CostOf(node);
        return node;
    }

    private static void CheckName(AnchorName name, int line)
    {
        if (!FlowAliases.IsName(name.Value))
        {
            throw new YamlFaultException(line, $"{OneLine.Quote(name.Value)} names no anchor for kubectl; use letters, digits, - and _");
        }
    }

    private List<YamlNode> Items(int depth)
    {
        var items = new List<YamlNode>();
        while (Next() is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        return items;
    }

    private List<KeyValuePair<YamlNode, YamlNode>> Entries(int depth)
    {
        var entries = new List<KeyValuePair<YamlNode, YamlNode>>();
        while (Next() is not MappingEnd)
        {
            var key = Node(depth + 1);
            Next();
            entries.Add(new(key, Node(depth + 1)));
        }

        return entries;
    }

    private static string? TagOf(Scalar scalar) => scalar.Tag.IsEmpty ? null : scalar.Tag.IsNonSpecific ? "!" : scalar.Tag.Value;
}
