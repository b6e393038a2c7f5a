using System.Runtime.CompilerServices;

namespace RouteMetrics.Core.Synthesis;

/// <summary>Two entries that hold for exactly the same requests by form: the same guards and equal terms. The later can never be the first.</summary>
internal sealed class SameCondition : IEqualityComparer<OperationEntry>
{
    public static readonly SameCondition Instance = new();

    public bool Equals(OperationEntry? x, OperationEntry? y) =>
        x is not null && y is not null && ReferenceEquals(x.Guard, y.Guard) && x.Candidate.Terms!.SequenceEqual(y.Candidate.Terms!);

    // Routes of one path told apart by a header alone are common (tenants), so all that differs counts.
    public int GetHashCode(OperationEntry obj) => HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Guard), obj.Candidate.ContentHash);
}
