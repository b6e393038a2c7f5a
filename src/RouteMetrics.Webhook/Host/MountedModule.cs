using System.Security.Cryptography;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Host;

/// <summary>The wasm module as read at start: we serve what we checked. <paramref name="Sha256"/> is in lower-case hex.</summary>
internal sealed record MountedModule(string File, ReadOnlyMemory<byte> Content, string Sha256)
{
    /// <summary>Istio's module is under 1 MB. A larger file is something else, and could exhaust the pod's memory.</summary>
    private const long LargestFile = 32 * 1024 * 1024;

    /// <summary>Null and a fault if the file cannot be read or is not the one in the configuration.</summary>
    public static MountedModule? Load(string file, RouteMetricsSettings settings, List<string> faults)
    {
        if (Read(file, faults) is not { } content)
        {
            return null;
        }

        var module = new MountedModule(file, content, Convert.ToHexStringLower(SHA256.HashData(content)));
        if (module.ObjectionTo(settings) is not { } objection)
        {
            return module;
        }

        faults.Add(objection);
        return null;
    }

    /// <summary>Why proxies with these settings would reject the module; null if they accept it.</summary>
    public string? ObjectionTo(RouteMetricsSettings settings) => settings.ModuleToLoad.Sha256 == Sha256
        ? null
        : $"--module {File}: its SHA-256 is {Sha256}, but module.sha256 of the configuration is {settings.ModuleToLoad.Sha256}; proxies "
            + "would refuse it, so mount the file that the configuration names, or correct module.sha256 and start again";

    private static byte[]? Read(string file, List<string> faults)
    {
        try
        {
            if (new FileInfo(file).Length is > LargestFile and var length)
            {
                faults.Add($"--module {file}: has {length} bytes, more than {LargestFile}; name the file of the wasm module");
                return null;
            }

            return System.IO.File.ReadAllBytes(file);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            faults.Add(
                $"--module {file}: cannot be read: {refused.Message.TrimEnd('.')}; mount the module, or leave --module out and let "
                + "module.url name another place");
            return null;
        }
    }
}
