using System.Net;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>A field that another field manager owns and that the apply wanted to change.</summary>
public sealed record ApplyConflict(string Manager, string Field)
{
    public override string ToString() => $"{Field} is owned by {Manager}";
}

/// <summary>A server-side apply refused because other managers own fields of it; nothing was changed.</summary>
public sealed class ApplyConflictException(string message, IReadOnlyList<ApplyConflict> conflicts)
    : KubernetesApiException(HttpStatusCode.Conflict, "Conflict", message)
{
    public IReadOnlyList<ApplyConflict> Conflicts => conflicts;
}
