using System.Text.Json;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>Finds the identity in an object's metadata, whatever shape the rest of it has.</summary>
internal static class ObjectIdentityReader
{
    /// <summary>The reader stands on the object's StartObject.</summary>
    public static ObjectIdentity Read(Utf8JsonReader json)
    {
        string ns = "", name = "", uid = "", resourceVersion = "";
        if (json.MoveTo("metadata"u8) && json.TokenType == JsonTokenType.StartObject)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (Is(ref json, "name"u8))
                {
                    name = WireJson.TextOf(ref json);
                }
                else if (Is(ref json, "namespace"u8))
                {
                    ns = WireJson.TextOf(ref json);
                }
                else if (Is(ref json, "uid"u8))
                {
                    uid = WireJson.TextOf(ref json);
                }
                else if (Is(ref json, "resourceVersion"u8))
                {
                    resourceVersion = WireJson.TextOf(ref json);
                }
                else
                {
                    json.Skip();
                }
            }
        }

        return new(ns.Length == 0 ? null : ns, name, uid, resourceVersion);
    }

    // Moves to the value if the name matches; Skip takes a name and its value.
    private static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueTextEquals(name) && json.Read();
}
