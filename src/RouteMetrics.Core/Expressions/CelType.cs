namespace RouteMetrics.Core.Expressions;

/// <summary>The type of a value, as far as an expression shows it; <see cref="Unknown"/> may be any.</summary>
internal enum CelType
{
    Unknown,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    List,
    Map,
    Null,
    Timestamp,
    Duration,
}

internal static class CelTypes
{
    /// <summary>With an article, as a sentence needs it.</summary>
    public static string Phrase(this CelType type) => type switch
    {
        CelType.Int => "an int",
        CelType.Uint => "a uint",
        CelType.Bytes => "bytes",
        CelType.Null => "null",
        _ => $"a {type.ToString().ToLowerInvariant()}",
    };

    public static bool IsNumber(this CelType type) => type is CelType.Int or CelType.Uint or CelType.Double;

    /// <summary>Whether two values of these types can be equal: numbers of different types are compared by their value.</summary>
    public static bool CanEqual(CelType left, CelType right) =>
        left == CelType.Unknown || right == CelType.Unknown || left == right || (left.IsNumber() && right.IsNumber());
}
