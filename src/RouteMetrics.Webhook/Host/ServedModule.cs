using System.Diagnostics;
using System.Security.Cryptography;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Host;

/// <summary>A wasm module under its path. <paramref name="Sha256"/> is in lower-case hex.</summary>
internal sealed record ServedModule(string Path, ReadOnlyMemory<byte> Content, string Sha256)
{
    /// <summary>The module that this program was built with, under a path that has its digest.</summary>
    public static ServedModule Builtin()
    {
        using var resource = typeof(ServedModule).Assembly.GetManifestResourceStream("route-labels.wasm")
            ?? throw new UnreachableException("the module is built in");
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        return digest == BuiltinModule.Sha256
            ? new(BuiltinModule.Path, content, digest)
            : throw new UnreachableException($"the module that is built in has the digest {digest}, not {BuiltinModule.Sha256}");
    }

    public static ServedModule Of(MountedModule module) => new("/modules/attributegen.wasm", module.Content, module.Sha256);
}
