#pragma warning disable SYSLIB1015 // Arguments are fields of the JSON line; the message need not repeat them.

namespace RouteMetrics.Controller.Reports;

/// <summary>The log lines of the audit. An event is named after its method.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "the cluster was audited: how many of its objects mode enforce would deny")]
    public static partial void Audited(
        this ILogger log, int objects, int denied, int warned, int unreadable, string results, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "the cluster could not be audited; it is tried again at the next time")]
    public static partial void AuditFailed(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Information, "the report of a namespace was written")]
    public static partial void ReportWritten(this ILogger log, string key, string kind, string action);

    [LoggerMessage(LogLevel.Warning, "the report of a namespace could not be written; it is tried again at the next audit")]
    public static partial void ReportFailed(this ILogger log, string key, string kind, string fault);
}
