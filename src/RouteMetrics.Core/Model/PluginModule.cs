namespace RouteMetrics.Core.Model;

/// <summary>Where the proxies of a WasmPlugin fetch its module, and the digest that they ask for; empty where it says neither.</summary>
public readonly record struct PluginModule(string Url, string Sha256);
