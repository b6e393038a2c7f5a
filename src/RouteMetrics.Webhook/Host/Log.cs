using System.Diagnostics.CodeAnalysis;
using System.Net;
using RouteMetrics.Admission;

#pragma warning disable SYSLIB1015 // Arguments are fields of the JSON line; the message need not repeat them.

namespace RouteMetrics.Webhook.Host;

/// <summary>Every log line of the server. An event has the name of its method.</summary>
internal static partial class Log
{
    private const int Longest = 256;

    /// <summary>One line per decision, without the object.</summary>
    public static void Decided(this ILogger log, AdmissionRequest request, Verdict verdict, AdmissionPath path, TimeSpan elapsed)
    {
        if (log.IsEnabled(LogLevel.Information))
        {
            // The API server sends a Namespace's own name as its namespace.
            var key = request.Namespace.Length == 0 || request.Resource.Resource == "namespaces"
                ? Cut(request.Name)
                : $"{Cut(request.Namespace)}/{Cut(request.Name)}";
            ReviewDecided(
                log,
                path,
                request.Resource.Resource, request.Operation, key, Cut(request.Uid), Cut(request.Username), request.DryRun, verdict.Allowed,
                verdict.AuditAnnotations[0].Value, string.Join(',', verdict.Codes), verdict.Patch.Count > 0,
                (long)elapsed.TotalMicroseconds);
        }
    }

    /// <summary>At most 256 characters of a text that a client chose.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Cut(string? text) => text?.Length > Longest ? text[..Longest] : text;

    [LoggerMessage(LogLevel.Information, "review decided")]
    private static partial void ReviewDecided(
        ILogger log, AdmissionPath path, string resource, AdmissionOperation operation, string key, string uid, string username,
        bool dryRun, bool allowed,
        string decision, string codes, bool patched, long microseconds);

    [LoggerMessage(LogLevel.Warning, "review refused")]
    public static partial void ReviewRefused(this ILogger log, int status, string error, string? uid);

    [LoggerMessage(LogLevel.Warning, "request refused")]
    public static partial void RequestRefused(this ILogger log, int status, string path, IPEndPoint remote, string reason, long suppressed);

    [LoggerMessage(LogLevel.Warning, "TLS handshake failed")]
    public static partial void HandshakeFailed(this ILogger log, EndPoint? remote, string reason, long suppressed);

    [LoggerMessage(LogLevel.Error, "internal fault; answered 500")]
    public static partial void AdmissionFailed(this ILogger log, Exception fault, AdmissionPath path, string? uid);

    [LoggerMessage(LogLevel.Information, "listening")]
    public static partial void Listening(this ILogger log, string address);

    [LoggerMessage(LogLevel.Information, "serving metrics")]
    public static partial void ServingMetrics(this ILogger log, string address);

    [LoggerMessage(LogLevel.Warning, "metrics are not served: the usual port is taken; give another one with --metrics-port")]
    public static partial void MetricsNotServed(this ILogger log, int port, string fault);

    [LoggerMessage(LogLevel.Information, "serving the wasm module")]
    public static partial void ServingModule(this ILogger log, string address, string sha256);

    [LoggerMessage(
        LogLevel.Information,
        "no cluster: answering reviews is all that is done; give --kubeconfig, or run in a pod, to have the cluster kept in step as well")]
    public static partial void AdmissionOnly(this ILogger log);

    [LoggerMessage(LogLevel.Information, "keeping a cluster in step")]
    public static partial void InCluster(this ILogger log, Uri server, string ownNamespace, string identity);

    [LoggerMessage(LogLevel.Information, "serving certificate")]
    public static partial void CertificateLoaded(this ILogger log, string subject, DateTime notAfter);

    [LoggerMessage(LogLevel.Information, "ready")]
    public static partial void Ready(this ILogger log);

    [LoggerMessage(LogLevel.Error, "not ready: the webhook cannot answer its own reviews")]
    public static partial void SelfAdmissionFailed(this ILogger log, Exception fault);

    [LoggerMessage(LogLevel.Information, "the configuration has changed and is in force")]
    public static partial void SettingsReplaced(this ILogger log);

    [LoggerMessage(LogLevel.Information, "the serving certificate has changed; new connections get it")]
    public static partial void CertificateReplaced(this ILogger log, string subject, DateTime notAfter);

    [LoggerMessage(LogLevel.Warning, "less than a third of the life of the serving certificate is left")]
    public static partial void CertificateEnding(this ILogger log, string subject, DateTime notAfter);

    [LoggerMessage(LogLevel.Error, "not ready: clients cannot accept the serving certificate")]
    public static partial void CertificateInvalid(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Error, "looking at the files failed; what was there before stays in force, and the next look follows")]
    public static partial void LookFailed(this ILogger log, Exception fault);

    [LoggerMessage(LogLevel.Information, "the client CA has changed; new connections are judged by it")]
    public static partial void ClientCaReplaced(this ILogger log);

    [LoggerMessage(LogLevel.Error, "a changed file is not taken over; what was there before stays in force")]
    public static partial void ChangeRefused(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Error, "cannot start")]
    public static partial void StartRefused(this ILogger log, string fault);

    [LoggerMessage(LogLevel.Information, "draining: still serving, no longer ready")]
    public static partial void Draining(this ILogger log, double seconds);

    [LoggerMessage(LogLevel.Information, "stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "stopped at once by a second signal")]
    public static partial void Aborted(this ILogger log);
}
