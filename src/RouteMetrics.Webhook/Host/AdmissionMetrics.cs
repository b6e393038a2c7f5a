using System.Diagnostics;
using System.Diagnostics.Metrics;
using RouteMetrics.Admission;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.Webhook.Host;

/// <summary>
/// What is counted of reviews. Labels are in the descriptions, which docs/metrics.md is made of. No label is of a client's choosing, and
/// none is of a namespace: there are as many of both as somebody likes.
/// </summary>
internal static class AdmissionMetrics
{
    private static readonly Meter Meter = new("RouteMetrics.Webhook");

    private static readonly Counter<long> Admissions = Meter.CreateCounter<long>(
        "routemetrics.admissions", "{review}",
        "Reviews, by `webhook`, `operation` (as the API server writes it), `verdict` (allowed, warned, denied, skipped; refused: no review; "
            + "failed: answered 500) and `mode` (enforce, warn, audit; none where nothing is judged)");

    // Microseconds when warm; the timeout of the webhooks is 2 s.
    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "routemetrics.admission.duration", "s", "How long the decision took, by `webhook`; without the transport",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
        });

    private static readonly Counter<long> Findings = Meter.CreateCounter<long>(
        "routemetrics.findings", "{finding}",
        "Reviews with a finding, by `code` and configured `severity`; each code counts once for a review");

    private static readonly Counter<long> Refusals = Meter.CreateCounter<long>(
        "routemetrics.requests.refused", "{request}",
        "Requests that were refused before they were read as a review, by HTTP `status`: 401 and 403 are client certificates, 503 is too "
            + "much at a time");

    // Made once: a tag takes an object.
    private static readonly Dictionary<int, object> Statuses =
        new[] { 400, 401, 403, 404, 405, 408, 413, 415, 503 }.ToDictionary(static status => status, static status => (object)status);

    /// <summary>One review that was decided, refused or failed.</summary>
    public static void Answered(AdmissionPath path, AdmissionAnswer answer, RouteMetricsSettings settings, TimeSpan elapsed)
    {
        if (!Admissions.Enabled)
        {
            return;
        }

        var webhook = NameOf(path);
        var (operation, verdict, mode) = answer switch
        {
            AdmissionAnswer.Decided decided => (WordOf(decided.Request.Operation), WordOf(decided.Verdict), ModeOf(decided.Verdict)),
            { StatusCode: StatusCodes.Status500InternalServerError } => ("unknown", "failed", "none"),
            _ => ("unknown", "refused", "none"),
        };
        Admissions.Add(
            1, new TagList(new("webhook", webhook), new("operation", operation), new("verdict", verdict), new("mode", mode)));
        Durations.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("webhook", webhook));
        if (answer is AdmissionAnswer.Decided { Verdict.Codes: { Count: > 0 } codes })
        {
            foreach (var code in codes)
            {
                Findings.Add(1, new("code", code.ToString()), new("severity", WordOf(FindingSeverity.Of(code, settings.Severities))));
            }
        }
    }

    /// <summary>One request that never became a review.</summary>
    public static void Refused(int status) =>
        Refusals.Add(1, new KeyValuePair<string, object?>("status", Statuses.GetValueOrDefault(status) ?? status));

    /// <summary>As the log and the configuration of the code spell it.</summary>
    public static string WordOf(Severity severity) => severity switch
    {
        Severity.Off => "off",
        Severity.Warn => "warn",
        Severity.Deny => "deny",
        _ => throw new UnreachableException(),
    };

    /// <summary>The name of the webhook as in deploy/, without our domain and without the mode.</summary>
    public static string NameOf(AdmissionPath path) => path switch
    {
        AdmissionPath.MutateNamespaces => "namespaces.mutate",
        AdmissionPath.MutateHttpRoutes => "httproutes.mutate",
        AdmissionPath.ValidateHttpRoutes => "httproutes.validate",
        AdmissionPath.ValidateExpressions => "expressions.validate",
        _ => throw new UnreachableException(),
    };

    private static string WordOf(AdmissionOperation operation) => operation switch
    {
        AdmissionOperation.Create => "CREATE",
        AdmissionOperation.Update => "UPDATE",
        AdmissionOperation.Delete => "DELETE",
        AdmissionOperation.Connect => "CONNECT",
        _ => throw new UnreachableException(),
    };

    private static string WordOf(Verdict verdict) => verdict switch
    {
        { Allowed: false } => "denied",
        { IsSkipped: true } => "skipped",
        { Warnings.Count: > 0 } => "warned",
        _ => "allowed",
    };

    // The second annotation of a verdict that has a mode.
    private static string ModeOf(Verdict verdict) =>
        verdict.AuditAnnotations is [_, { Key: Verdict.ModeKey, Value: var mode }, ..] ? mode : "none";
}
