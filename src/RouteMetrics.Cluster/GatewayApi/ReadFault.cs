namespace RouteMetrics.Cluster.GatewayApi;

/// <summary>A place in an object that has not the shape its kind has: path in the user's spelling, the value (cut to a few characters) or null, the reason.</summary>
public sealed record ReadFault(string Path, string? Value, string Reason)
{
    public string Message => Value is null ? $"{Path}: {Reason}" : $"{Path}: {Value}: {Reason}";
}
