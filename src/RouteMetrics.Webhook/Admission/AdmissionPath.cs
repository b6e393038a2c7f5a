namespace RouteMetrics.Webhook.Admission;

/// <summary>The three questions that can be asked, and the paths of the server that ask them.</summary>
public enum AdmissionPath
{
    MutateNamespaces,
    MutateHttpRoutes,
    ValidateHttpRoutes,
}

public static class AdmissionPaths
{
    public const string MutateNamespaces = "/mutate/namespaces";
    public const string MutateHttpRoutes = "/mutate/httproutes";
    public const string ValidateHttpRoutes = "/validate/httproutes";

    private static readonly AdmissionPath[] OfNamespaces = [AdmissionPath.MutateNamespaces];
    private static readonly AdmissionPath[] OfHttpRoutes = [AdmissionPath.MutateHttpRoutes, AdmissionPath.ValidateHttpRoutes];

    /// <summary>The path that this text spells; null for any other text.</summary>
    public static AdmissionPath? Parse(string? text) => text switch
    {
        MutateNamespaces => AdmissionPath.MutateNamespaces,
        MutateHttpRoutes => AdmissionPath.MutateHttpRoutes,
        ValidateHttpRoutes => AdmissionPath.ValidateHttpRoutes,
        _ => null,
    };

    /// <summary>The paths that the API server, configured as we ship it, asks about this resource, in its order.</summary>
    public static IReadOnlyList<AdmissionPath> For(ResourceType resource) => resource switch
    {
        { Group: "", Resource: "namespaces" } => OfNamespaces,
        { Group: "gateway.networking.k8s.io", Resource: "httproutes" } => OfHttpRoutes,
        _ => [],
    };
}
