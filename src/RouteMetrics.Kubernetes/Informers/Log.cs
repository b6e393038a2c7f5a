using Microsoft.Extensions.Logging;

namespace RouteMetrics.Kubernetes.Informers;

/// <summary>The log lines of watches.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "{Resource} of {ApiVersion} is not served (is its CRD installed?); waiting for it")]
    public static partial void NotServed(this ILogger log, string resource, string apiVersion);

    [LoggerMessage(LogLevel.Error, "not allowed, trying again until it is; a ClusterRole has to grant the verb: {Fault}")]
    public static partial void NotAllowed(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Warning, "failed, trying again: {Fault}")]
    public static partial void Failing(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Information, "{Resource} is listed and watched again")]
    public static partial void Recovered(this ILogger log, string resource);

    [LoggerMessage(LogLevel.Information, "interrupted, going on from there: {Fault}")]
    public static partial void Interrupted(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Information, "interrupted, listing everything anew: {Fault}")]
    public static partial void Outdated(this ILogger log, string fault);
}
