namespace RouteMetrics.Admission;

/// <summary>The members of an AdmissionReview read so far; null if absent.</summary>
internal sealed class AdmissionEnvelope
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public bool HasRequest { get; set; }

    public string? Uid { get; set; }

    public string? Group { get; set; }

    public string? Version { get; set; }

    public string? Resource { get; set; }

    public string? SubResource { get; set; }

    public string? Operation { get; set; }

    public string? Namespace { get; set; }

    public string? Name { get; set; }

    public string? Username { get; set; }

    public bool DryRun { get; set; }

    public ReadOnlyMemory<byte> Object { get; set; }

    public ReadOnlyMemory<byte> OldObject { get; set; }

    public ReviewedObject? Reviewed { get; set; }

    /// <summary>The uid that an answer can carry.</summary>
    public string? KnownUid => string.IsNullOrEmpty(Uid) ? null : Uid;

    public GroupResource GroupResource => new(Group ?? "", Version ?? "", Resource ?? "");

    /// <summary>The request; null and a fault if something is missing or not supported.</summary>
    public AdmissionRequest? Accept(out string? fault)
    {
        fault = EnvelopeFault() ?? RequestFault();
        return fault is null && Uid is not null && OperationOf(Operation) is { } operation ? RequestWith(Uid, operation) : null;
    }

    private AdmissionRequest RequestWith(string uid, AdmissionOperation operation) => new()
    {
        Uid = uid,
        Resource = GroupResource,
        Operation = operation,
        SubResource = SubResource ?? "",
        Namespace = Namespace ?? "",
        Name = Name ?? "",
        Username = Username ?? "",
        DryRun = DryRun,
        Object = Object,
        OldObject = OldObject,
        Reviewed = Reviewed,
    };

    private string? EnvelopeFault() => (ApiVersion, Kind) switch
    {
        (null, _) => "apiVersion: missing; expected admission.k8s.io/v1",
        ("admission.k8s.io/v1beta1", _) =>
            "apiVersion: admission.k8s.io/v1beta1 is not spoken here; set admissionReviewVersions: [\"v1\"] in the webhook configuration",
        (not "admission.k8s.io/v1", _) => $"apiVersion: {Show(ApiVersion)} is not admission.k8s.io/v1",
        (_, null) => "kind: missing; expected AdmissionReview",
        (_, not "AdmissionReview") => $"kind: {Show(Kind)} is not AdmissionReview",
        _ => HasRequest ? null : "request: missing",
    };

    private string? RequestFault() => (KnownUid, Resource, Operation, OperationOf(Operation)) switch
    {
        (null, _, _, _) => "request.uid: missing",
        (_, null or "", _, _) => "request.resource.resource: missing",
        (_, _, null or "", _) => "request.operation: missing; expected CREATE, UPDATE, DELETE or CONNECT",
        (_, _, _, null) => $"request.operation: {Show(Operation)} is not one of CREATE, UPDATE, DELETE and CONNECT",
        (_, _, _, AdmissionOperation.Create or AdmissionOperation.Update) when Object.IsEmpty =>
            $"request.object: missing, and {Operation} has one",
        _ => null,
    };

    private static AdmissionOperation? OperationOf(string? text) => text switch
    {
        "CREATE" => AdmissionOperation.Create,
        "UPDATE" => AdmissionOperation.Update,
        "DELETE" => AdmissionOperation.Delete,
        "CONNECT" => AdmissionOperation.Connect,
        _ => null,
    };

    private static string Show(string text) => ClientText.Cut(text, 64);
}
