using RouteMetrics.Core.Settings;

namespace RouteMetrics.Admission;

/// <summary>The admission paths of the server.</summary>
public enum AdmissionPath
{
    MutateNamespaces,

    /// <summary>Of GRPCRoutes as well.</summary>
    MutateHttpRoutes,

    /// <summary>Of GRPCRoutes as well.</summary>
    ValidateHttpRoutes,
    ValidateExpressions,
}

public static class AdmissionPaths
{
    public const string MutateNamespaces = "/mutate/namespaces";
    public const string MutateHttpRoutes = "/mutate/httproutes";
    public const string ValidateHttpRoutes = "/validate/httproutes";
    public const string ValidateExpressions = "/validate/expressions";

    private static readonly AdmissionPath[] OfNamespaces = [AdmissionPath.MutateNamespaces];
    private static readonly AdmissionPath[] OfHttpRoutes = [AdmissionPath.MutateHttpRoutes, AdmissionPath.ValidateHttpRoutes];
    private static readonly AdmissionPath[] OfExpressions = [AdmissionPath.ValidateExpressions];

    /// <summary>The path with this text; null for any other text.</summary>
    public static AdmissionPath? Parse(string? text) => text switch
    {
        MutateNamespaces => AdmissionPath.MutateNamespaces,
        MutateHttpRoutes => AdmissionPath.MutateHttpRoutes,
        ValidateHttpRoutes => AdmissionPath.ValidateHttpRoutes,
        ValidateExpressions => AdmissionPath.ValidateExpressions,
        _ => null,
    };

    /// <summary>
    /// As <see cref="Parse(string?)"/>, with the mode as an optional last segment, except for Namespaces:
    /// <c>/validate/httproutes/audit</c>.
    /// </summary>
    public static AdmissionPath? Parse(string? text, out Mode? mode)
    {
        mode = null;
        if (Parse(text) is { } path)
        {
            return path;
        }

        if (text?.LastIndexOf('/') is not (>= 0 and var slash) || ModeWord.Parse(text.AsSpan(slash + 1)) is not { } word)
        {
            return null;
        }

        mode = word;
        return Parse(text[..slash]) is { } asked and not AdmissionPath.MutateNamespaces ? asked : null;
    }

    /// <summary>The paths that our webhook configurations make the API server call for this resource, in order.</summary>
    public static IReadOnlyList<AdmissionPath> For(GroupResource resource) => resource switch
    {
        { Group: "", Resource: "namespaces" } => OfNamespaces,
        { Group: "gateway.networking.k8s.io", Resource: "httproutes" or "grpcroutes" } => OfHttpRoutes,
        { Group: "extensions.istio.io", Resource: "wasmplugins" or "trafficextensions" }
            or { Group: "telemetry.istio.io", Resource: "telemetries" } => OfExpressions,
        _ => [],
    };
}
