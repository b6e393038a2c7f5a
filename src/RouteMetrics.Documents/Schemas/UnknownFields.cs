using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Schemas;

/// <summary>
/// The fields of an object that its CRD does not have. The API server drops them without a word, unless the client asks it to be strict, as
/// kubectl does from 1.25 on: a rule with <c>matchs</c> is one that takes every request.
/// </summary>
internal sealed class UnknownFields
{
    /// <summary>Enough to see what is wrong with a generated file.</summary>
    private const int MostFaults = 100;

    private static readonly string[] Top = ["apiVersion", "kind", "metadata", "spec", "status"];

    private static readonly string[] Metadata =
    [
        "name", "generateName", "namespace", "labels", "annotations", "finalizers", "ownerReferences", "uid", "resourceVersion",
        "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields", "selfLink", "clusterName",
    ];

    private readonly List<DocumentFault> faults = [];
    private readonly ObjectRef about;

    private UnknownFields(ObjectRef about) => this.about = about;

    /// <summary>In document order, the first hundred; none of a kind whose CRD is not known. The reader is at the object's start.</summary>
    public static IReadOnlyList<DocumentFault> In(Utf8JsonReader json, ObjectRef about)
    {
        if (KnownField.SpecOf(about.Kind) is not { } spec)
        {
            return [];
        }

        var found = new UnknownFields(about);
        found.CheckTop(ref json, spec);
        return found.faults;
    }

    private void CheckTop(ref Utf8JsonReader json, KnownField spec)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(json);
            json.Read();
            if (name == "spec" && json.TokenType == JsonTokenType.StartObject)
            {
                CheckObject(ref json, spec, "spec");
            }
            else if (name == "metadata" && json.TokenType == JsonTokenType.StartObject)
            {
                CheckNames(ref json, Metadata, "metadata.");
            }
            else
            {
                if (!Top.Contains(name, StringComparer.Ordinal))
                {
                    Add(name, "", Top);
                }

                json.Skip();
            }
        }
    }

    private void CheckNames(ref Utf8JsonReader json, string[] known, string prefix)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(json);
            json.Read();
            json.Skip();
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                Add(name, prefix, known);
            }
        }
    }

    private void CheckValue(ref Utf8JsonReader json, KnownField field, string path)
    {
        if (json.TokenType == JsonTokenType.StartObject && !field.IsFree && field.Names.Count > 0)
        {
            CheckObject(ref json, field, path);
        }
        else if (json.TokenType == JsonTokenType.StartArray && !field.IsFree)
        {
            for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
            {
                CheckValue(ref json, field, $"{path}[{index}]");
            }
        }
        else
        {
            // A value of the wrong type is told by who reads it.
            json.Skip();
        }
    }

    private void CheckObject(ref Utf8JsonReader json, KnownField field, string path)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(json);
            json.Read();
            if (field[name] is { } child)
            {
                CheckValue(ref json, child, $"{path}.{name}");
            }
            else
            {
                if (!field.IsFree)
                {
                    Add(name, $"{path}.", field.Names);
                }

                json.Skip();
            }
        }
    }

    private void Add(string name, string prefix, IReadOnlyCollection<string> known)
    {
        if (faults.Count == MostFaults)
        {
            return;
        }

        var near = NearWord.Of(name, known.Order(StringComparer.Ordinal));
        faults.Add(new(
            about, $"{prefix}{OneLine.Cut(name)}", null, $"does not exist in {about.Kind}: the API server refuses the field, or drops it",
            near is null ? "remove it, or install the version that has it" : $"did you mean {near}?", near is not null));
    }

    private static string NameOf(in Utf8JsonReader json)
    {
        try
        {
            return json.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return Encoding.UTF8.GetString(json.ValueSpan);
        }
    }
}
