namespace RouteMetrics.Admission;

/// <summary>What a review is answered: a verdict about the object, or the reason why there can be none.</summary>
public abstract record AdmissionAnswer
{
    private AdmissionAnswer(int statusCode) => StatusCode = statusCode;

    /// <summary>The HTTP status: 200 for any verdict, denials included.</summary>
    public int StatusCode { get; }

    /// <summary>The request was understood and decided.</summary>
    public sealed record Decided(AdmissionRequest Request, Verdict Verdict) : AdmissionAnswer(200);

    /// <summary>The review cannot be decided. <paramref name="Uid"/> is null where the review does not tell it.</summary>
    public sealed record Refused(int Status, string Error, string? Uid) : AdmissionAnswer(Status);
}
