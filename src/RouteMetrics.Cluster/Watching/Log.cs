using Microsoft.Extensions.Logging;

namespace RouteMetrics.Cluster.Watching;

/// <summary>What watches write.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "{Resource} ({ApiVersion}) is not served; waiting for it")]
    public static partial void NotServed(this ILogger log, string resource, string apiVersion);

    [LoggerMessage(LogLevel.Warning, "{Resource} cannot be listed: {Fault}")]
    public static partial void ListFailed(this ILogger log, string resource, string fault);

    [LoggerMessage(LogLevel.Information, "the watch of {Resource} was interrupted: {Fault}")]
    public static partial void WatchInterrupted(this ILogger log, string resource, string fault);
}
