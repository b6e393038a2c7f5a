using Microsoft.Extensions.Logging;

namespace RouteMetrics.Kubernetes.Leases;

/// <summary>What elections write.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "lease {Namespace}/{Name} is held by {Holder}; standing by")]
    public static partial void Waiting(this ILogger log, string @namespace, string name, string holder);

    [LoggerMessage(LogLevel.Information, "leading: lease {Namespace}/{Name} is held by {Identity}, this replica")]
    public static partial void Leading(this ILogger log, string @namespace, string name, string identity);

    [LoggerMessage(
        LogLevel.Warning, "no longer leading: lease {Namespace}/{Name} was not renewed in time or taken over (holder now: {Holder})")]
    public static partial void Lost(this ILogger log, string @namespace, string name, string holder);

    [LoggerMessage(LogLevel.Information, "lease {Namespace}/{Name} is given back")]
    public static partial void Released(this ILogger log, string @namespace, string name);

    [LoggerMessage(LogLevel.Warning, "lease {Namespace}/{Name} could not be given back; it runs out by itself: {Fault}")]
    public static partial void NotReleased(this ILogger log, string @namespace, string name, string fault);

    [LoggerMessage(LogLevel.Warning, "lease {Namespace}/{Name}: {Fault}")]
    public static partial void Failing(this ILogger log, string @namespace, string name, string fault);
}
