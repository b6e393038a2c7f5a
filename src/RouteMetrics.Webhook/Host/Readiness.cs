namespace RouteMetrics.Webhook.Host;

/// <summary>Whether the API server should send requests here, and if not, why.</summary>
internal sealed class Readiness
{
    private const string Draining = "draining";

    private volatile string? awaited = "starting";
    private volatile string? reason;
    private volatile string? certificateFault;
    private volatile Func<string?> certificateObjection = static () => null;

    /// <summary>Null when ready.</summary>
    public string? Reason => reason ?? certificateObjection() ?? awaited ?? certificateFault;

    /// <summary>Why calls would fail with the self-managed certificate; returns null if they would not, or there is none.</summary>
    public Func<string?> CertificateObjection
    {
        get => certificateObjection;
        set => certificateObjection = value;
    }

    /// <summary>Why clients cannot accept the certificate now; null if they can.</summary>
    public string? CertificateFault
    {
        get => certificateFault;
        set => certificateFault = value;
    }

    /// <summary>What readiness waits for.</summary>
    public void Await(string what) => awaited = what;

    /// <summary>Does not end draining.</summary>
    public void Ready() => awaited = null;

    public void NotReady(string why) => reason = why;

    public void Drain() => reason = Draining;

    public bool IsDraining => reason == Draining;
}
