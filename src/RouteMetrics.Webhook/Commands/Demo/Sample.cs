namespace RouteMetrics.Webhook.Commands.Demo;

/// <summary>The podinfo example as embedded files.</summary>
internal static class Sample
{
    /// <summary>The objects as a user writes them.</summary>
    public const string Manifests = "podinfo.yaml";

    /// <summary>The AdmissionReviews that the API server makes of them.</summary>
    public const string NamespaceReview = "namespace-review.json";

    public const string HttpRouteReview = "httproute-review.json";

    public static Stream Open(string name) =>
        typeof(Sample).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException("not embedded in this program", name);
}
