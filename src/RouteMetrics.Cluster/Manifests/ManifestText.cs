using System.Buffers;
using RouteMetrics.Core.Manifests;

namespace RouteMetrics.Cluster.Manifests;

/// <summary>Spellings of manifests. Byte-stable: the same manifests give the same bytes, with <c>\n</c> line ends.</summary>
public static class ManifestText
{
    /// <summary>YAML documents separated by <c>---</c>, readable by YAML 1.1 and 1.2 readers alike (kubectl's included).</summary>
    public static string Yaml(IReadOnlyList<Manifest> manifests) => throw new System.Diagnostics.UnreachableException();

    /// <summary>An indented JSON array.</summary>
    public static string Json(IReadOnlyList<Manifest> manifests) => throw new System.Diagnostics.UnreachableException();

    /// <summary>One object as compact UTF-8 JSON, for server-side apply.</summary>
    public static void WriteJson(IBufferWriter<byte> output, Manifest manifest) => throw new System.Diagnostics.UnreachableException();
}
