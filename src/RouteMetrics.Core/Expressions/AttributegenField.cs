using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Core.Expressions;

/// <summary>The module parses JSON into protobuf: unknown fields are ignored, a wrong type drops the whole configuration.</summary>
internal static class AttributegenField
{
    private const string Consequence = "attributegen then drops its whole configuration, and no request gets any of its attributes";

    public static bool IsText(SpecNode node, FindingSink findings)
    {
        if (node.Text is not null)
        {
            return true;
        }

        var remedy = node.Value is ManifestValue.Number or ManifestValue.Flag ? "put it in quotes" : "write a string";
        findings.Add(FindingCode.RMW112, node.Path, node.Shown, $"is not a string; {Consequence}", remedy);
        return false;
    }

    /// <summary>Whether it can be read on. One map instead of a list of one is taken by the module's older parser.</summary>
    public static bool IsListOfMaps(SpecNode node, FindingSink findings)
    {
        if (node.IsMap)
        {
            findings.Add(FindingCode.RMW110, node.Path, node.Shown, "is not a list, which it has to be", "put - before its first field");
            return false;
        }

        var wrong = node.Value is ManifestValue.List ? node.Items.FirstOrDefault(static item => !item.IsMap) : node;
        if (wrong.IsPresent)
        {
            findings.Add(
                FindingCode.RMW112, wrong.Path, wrong.Shown, $"is not what attributegen reads here; {Consequence}",
                "write a list of objects");
        }

        return !wrong.IsPresent;
    }

    /// <summary>Protobuf's JSON has two spellings of each name: <c>output_attribute</c> and <c>outputAttribute</c>.</summary>
    public static bool IsKnown(string name, string[] known) => known.Contains(name, StringComparer.Ordinal) || name == "outputAttribute";

    public static void CheckKnown(SpecNode node, string[] known, FindingSink findings)
    {
        foreach (var (name, field) in node.Fields.Where(field => !IsKnown(field.Name, known)))
        {
            AddUnknown(name, field, known, findings);
        }
    }

    public static void AddUnknown(string name, SpecNode field, string[] known, FindingSink findings)
    {
        if (findings.IsFull(FindingCode.RMW110))
        {
            return;
        }

        var meant = NearWord.Of(name, known) is { } near ? $"did you mean {near}?" : $"it knows {string.Join(", ", known)}";
        findings.Add(FindingCode.RMW110, field.Path, null, "is unknown to attributegen, which ignores it", meant);
    }
}
