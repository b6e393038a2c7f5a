#pragma warning disable SYSLIB1015 // Arguments are fields of the JSON line; the message need not repeat them.

namespace RouteMetrics.Controller;

/// <summary>Every line that the controller writes. Names of events are the names of the methods; <c>key</c> is namespace/name.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "caches are complete")]
    public static partial void CachesComplete(this ILogger log, int namespaces, long milliseconds);

    [LoggerMessage(LogLevel.Information, "the cluster is kept in step by this process")]
    public static partial void Reconciling(this ILogger log);

    [LoggerMessage(LogLevel.Information, "namespaces older than this are enrolled only if they opt in")]
    public static partial void Installed(this ILogger log, string since);

    [LoggerMessage(LogLevel.Warning, "the mark of the installation cannot be read or set; only namespaces that opt in are enrolled")]
    public static partial void InstallationUnknown(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Warning, "a waypoint that no route needs any more stays")]
    public static partial void WaypointKept(this ILogger log, string key, string reason);

    [LoggerMessage(LogLevel.Warning, "another installation keeps the namespace; nothing is written there")]
    public static partial void OtherInstallation(this ILogger log, string key, string installation);

    [LoggerMessage(LogLevel.Information, "written")]
    public static partial void Written(this ILogger log, string key, string action);

    [LoggerMessage(LogLevel.Information, "mode audit: nothing is written")]
    public static partial void WouldWrite(this ILogger log, string key, int actions, string would);

    [LoggerMessage(LogLevel.Warning, "an object that is not ours has the name of one of ours; it is left alone")]
    public static partial void ForeignObject(this ILogger log, string kind, string key, string uid);

    [LoggerMessage(LogLevel.Warning, "an object cannot be read; what it said before stays in force, and its namespace is left as it is")]
    public static partial void UnreadableObject(this ILogger log, string resource, string key, string uid, string fault);

    [LoggerMessage(LogLevel.Warning, "a route is not measured, and only its parents are held; all others are as before")]
    public static partial void RouteLeftOut(this ILogger log, string key, string uid, string reason);

    [LoggerMessage(LogLevel.Warning, "further routes are not measured")]
    public static partial void RoutesLeftOut(this ILogger log, int count);

    [LoggerMessage(LogLevel.Information, "routes are listed anew: some that were left out may have room")]
    public static partial void RoomFreed(this ILogger log);

    [LoggerMessage(LogLevel.Information, "a field got another owner meanwhile; it is left to that one")]
    public static partial void FieldConflict(this ILogger log, string key, string fields);

    [LoggerMessage(LogLevel.Warning, "the namespace could not be reconciled; it is tried again")]
    public static partial void ReconcileFailed(this ILogger log, string key, string fault, double waitSeconds);

    [LoggerMessage(LogLevel.Error, "internal fault; the namespace is tried again")]
    public static partial void ReconcileCrashed(this ILogger log, Exception fault, string key, double waitSeconds);

    [LoggerMessage(LogLevel.Error, "internal fault; it is started anew")]
    public static partial void WorkCrashed(this ILogger log, Exception fault, string work);

    [LoggerMessage(LogLevel.Warning, "an object of ours has to be written again and again; it is written less often")]
    public static partial void RepairPaused(this ILogger log, string kind, string key, double waitSeconds);

    [LoggerMessage(
        LogLevel.Information, "a replica does not serve the module of this one yet; WasmPlugins keep the module they have, and new ones wait")]
    public static partial void ModuleAwaited(this ILogger log, string url, string fault);

    [LoggerMessage(LogLevel.Information, "every ready replica serves the module; WasmPlugins take it")]
    public static partial void ModuleServed(this ILogger log, string url);

    [LoggerMessage(LogLevel.Warning, "which replicas serve the module cannot be asked; WasmPlugins take it without asking each")]
    public static partial void ModuleUnasked(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Warning, "more Events than may be written; some were withheld, and may be told later")]
    public static partial void EventsWithheld(this ILogger log, long count);

    [LoggerMessage(LogLevel.Warning, "an Event could not be written")]
    public static partial void EventFailed(this ILogger log, string key, string reason, string fault);
}
