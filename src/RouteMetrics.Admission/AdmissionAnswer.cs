namespace RouteMetrics.Admission;

/// <summary>The answer to a review: a verdict on the object, or why there is none.</summary>
public abstract record AdmissionAnswer
{
    private AdmissionAnswer(int statusCode) => StatusCode = statusCode;

    /// <summary>The HTTP status: 200 for any verdict, denials included.</summary>
    public int StatusCode { get; }

    /// <summary>The request was understood and decided.</summary>
    public sealed record Decided(AdmissionRequest Request, Verdict Verdict) : AdmissionAnswer(200);

    /// <summary>The review cannot be decided. <paramref name="Uid"/> is null if the review has none.</summary>
    public sealed record Refused(int Status, string Error, string? Uid) : AdmissionAnswer(Status);
}
