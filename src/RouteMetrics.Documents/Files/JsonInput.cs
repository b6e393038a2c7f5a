using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Files;

/// <summary>A file of JSON: one value, several one after the other, or lists of objects as <c>render -o json</c> prints them.</summary>
internal static class JsonInput
{
    public static void Read(string name, InputText text, ObjectCollector objects)
    {
        if (FaultOf(text) is not { } fault)
        {
            objects.AddAll(new(name, text.Memory, text.LineAt));
            return;
        }

        try
        {
            YamlInput.Read(name, text, objects);
        }
        catch (InputFaultException)
        {
            throw fault;
        }
    }

    // The whole file before any of its objects is taken, so that it can still be read as YAML.
    private static InputFaultException? FaultOf(InputText text)
    {
        try
        {
            var reader = ObjectCollector.ReaderOf(text.Utf8);
            var keysAt = new List<HashSet<string>>();
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    while (keysAt.Count <= reader.CurrentDepth)
                    {
                        keysAt.Add(new(StringComparer.Ordinal));
                    }

                    keysAt[reader.CurrentDepth].Clear();
                }
                else if (reader.TokenType == JsonTokenType.PropertyName
                    && Encoding.UTF8.GetString(reader.ValueSpan) is var key // As written: half a surrogate pair is no text.
                    && !keysAt[reader.CurrentDepth - 1].Add(key))
                {
                    // As for YAML, and as the API server does where it validates fields strictly.
                    return new InputFaultException(
                        text.LineAt(reader.TokenStartIndex), $"key {OneLine.Quote(key)} is twice in one object; remove one of the two");
                }
            }

            return null;
        }
        catch (JsonException fault)
        {
            var reason = fault.Message.Split(" LineNumber:", 2)[0].TrimEnd('.');
            return new InputFaultException((int?)fault.LineNumber + 1, $"not valid JSON: {reason}");
        }
    }
}
