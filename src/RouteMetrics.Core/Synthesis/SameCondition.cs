namespace RouteMetrics.Core.Synthesis;

/// <summary>Two entries that hold for exactly the same requests by form: the same guards and equal terms. The later can never be the first.</summary>
internal sealed class SameCondition : IEqualityComparer<OperationEntry>
{
    public static readonly SameCondition Instance = new();

    public bool Equals(OperationEntry? x, OperationEntry? y) =>
        x is not null && y is not null && ReferenceEquals(x.Guards, y.Guards) && x.Candidate.Terms!.SequenceEqual(y.Candidate.Terms!);

    public int GetHashCode(OperationEntry obj) => HashCode.Combine(
        obj.Candidate.Match?.Path.Value, obj.Candidate.Match?.Method, obj.Candidate.HeaderCount, obj.Candidate.QueryParamCount);
}
