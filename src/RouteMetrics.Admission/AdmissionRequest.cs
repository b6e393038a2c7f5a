namespace RouteMetrics.Admission;

/// <summary>The operations a webhook can be asked about (admission.k8s.io/v1).</summary>
public enum AdmissionOperation
{
    Create,
    Update,
    Delete,
    Connect,
}

/// <summary>The resource of a request, as in its URL: <c>gateway.networking.k8s.io/v1/httproutes</c>; the core group is empty.</summary>
public readonly record struct GroupResource(string Group, string Version, string Resource)
{
    public override string ToString() => Group.Length == 0 ? $"{Version}/{Resource}" : $"{Group}/{Version}/{Resource}";
}

/// <summary>
/// The <c>request</c> of an AdmissionReview. <see cref="Object"/> and <see cref="OldObject"/> are slices of the review's buffer, valid as
/// long as it is: one whole JSON object each, or empty.
/// </summary>
public sealed record AdmissionRequest
{
    public required string Uid { get; init; }

    public required GroupResource Resource { get; init; }

    public required AdmissionOperation Operation { get; init; }

    /// <summary>Such as <c>status</c>; empty for the object itself.</summary>
    public string SubResource { get; init; } = "";

    /// <summary>Empty for a cluster-scoped object.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Empty on CREATE with <c>generateName</c>: the API server makes the name after mutation.</summary>
    public string Name { get; init; } = "";

    public string Username { get; init; } = "";

    public bool DryRun { get; init; }

    public ReadOnlyMemory<byte> Object { get; init; }

    public ReadOnlyMemory<byte> OldObject { get; init; }

    /// <summary><see cref="Object"/> as read in the same pass; null if the review names its resource only after it.</summary>
    internal ReviewedObject? Reviewed { get; init; }
}
