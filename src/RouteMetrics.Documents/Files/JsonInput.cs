using System.Text.Json;

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
            while (reader.Read())
            {
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
