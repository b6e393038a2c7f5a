#pragma warning disable SYSLIB1015 // Arguments are fields of the JSON line; the message need not repeat them.

namespace RouteMetrics.Controller.Certificates;

/// <summary>The log lines of self-managed certificates. An event is named after its method.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "the Secret of the serving certificate is written")]
    public static partial void SecretWritten(
        this ILogger log, string secret, string reason, DateTime leafNotAfter, DateTime caNotAfter, int trustedCas);

    [LoggerMessage(LogLevel.Information, "the caBundle of a webhook configuration is written")]
    public static partial void BundleWritten(this ILogger log, string kind, string name, int trustedCas);

    [LoggerMessage(
        LogLevel.Warning,
        "somebody else has written a caBundle, which is set right; leave caBundle, and annotations by which it is injected, out of what "
        + "this manager applies")]
    public static partial void BundleOverwritten(this ILogger log, string kind, string webhook, string manager);

    [LoggerMessage(LogLevel.Error, "looking after the serving certificate failed; what there is stays in use, and the next try follows")]
    public static partial void CertificateLookFailed(this ILogger log, Exception fault);

    [LoggerMessage(LogLevel.Error, "the serving certificate cannot be looked after; what there is stays in use, and the next try follows")]
    public static partial void CertificatesFailed(this ILogger log, string fault);
}
