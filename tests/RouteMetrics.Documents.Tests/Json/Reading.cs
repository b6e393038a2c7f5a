using System.Text;
using System.Text.Json;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Documents.Tests.Json;

/// <summary>Reads one object and shows the whole of what was read as text, which compares by value.</summary>
internal static class Reading
{
    public delegate T Reader<out T>(ref Utf8JsonReader reader, List<ReadFault> faults);

    public static (T Result, IReadOnlyList<string> Faults) Read<T>(Reader<T> read, string json) => Read(read, Encoding.UTF8.GetBytes(json));

    public static (T Result, IReadOnlyList<string> Faults) Read<T>(Reader<T> read, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Assert.True(reader.Read());
        var faults = new List<ReadFault>();
        var result = read(ref reader, faults);
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        Assert.Equal(0, reader.CurrentDepth);
        return (result, [.. faults.Select(fault => fault.Message)]);
    }

    public static HttpRoute HttpRoute(ref Utf8JsonReader reader, List<ReadFault> faults) => HttpRouteReader.Read(ref reader, RouteKind.Http, faults);

    public static HttpRoute GrpcRoute(ref Utf8JsonReader reader, List<ReadFault> faults) => HttpRouteReader.Read(ref reader, RouteKind.Grpc, faults);

    public static string Show(HttpRoute route)
    {
        var text = new StringBuilder($"{route.Key}");
        text.Append(route.CreationTimestamp is { } created ? $" created {created:O}" : "");
        text.Append('\n');
        foreach (var (name, value) in route.Annotations)
        {
            text.Append($"annotation {name}={value}\n");
        }

        foreach (var parent in route.ParentRefs)
        {
            text.Append($"parent {parent}\n".Replace("ParentRef ", "", StringComparison.Ordinal));
        }

        text.Append(route.Hostnames.Count > 0 ? $"hostnames {string.Join(' ', route.Hostnames)}\n" : "");
        foreach (var rule in route.Rules)
        {
            text.Append($"rule {rule.Name ?? "-"} filters [{string.Join(' ', rule.FilterTypes)}] backend [{string.Join(' ', rule.BackendFilterTypes)}]\n");
            foreach (var match in rule.Matches)
            {
                text.Append($"  {match.Path} method {match.Method ?? "-"}");
                text.Append(string.Concat(match.Headers.Select(header => $" {header}")));
                text.Append(string.Concat(match.QueryParams.Select(param => $" {param}"))).Append('\n');
            }
        }

        return text.ToString();
    }
}
