using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Adoption;

/// <summary>What requests can be made of: the values that routes match on and conditions compare with, and near misses of them.</summary>
internal sealed class RequestParts
{
    private readonly Dictionary<string, OrderedSet> headers = new(StringComparer.OrdinalIgnoreCase);

    public OrderedSet Paths { get; } = new();

    public OrderedSet Methods { get; } = new();

    public OrderedSet Queries { get; } = new();

    public OrderedSet Hosts { get; } = new();

    public IEnumerable<KeyValuePair<string, string>> Headers =>
        headers.SelectMany(static header => header.Value.Items.Select(value => KeyValuePair.Create(header.Key, value)));

    public void Add(HttpRouteMatch match)
    {
        switch (match.Path.Programmed())
        {
            case PathMatch.Exact(var path):
                Paths.Add(path);
                break;
            case PathMatch.Prefix prefix:
                Paths.Add(prefix.Trimmed(), prefix.Trimmed() == "/" ? "/x" : $"{prefix.Trimmed()}/x");
                break;
            case PathMatch.RegularExpression(var pattern):
                Paths.Add([.. PatternSample.Of(pattern)]);
                break;
        }

        Methods.Add(match.Method is { } method ? [method] : []);
        foreach (var header in match.Headers)
        {
            HeaderValues(header.Name).Add([.. ValuesOf(header.Value)]);
        }

        foreach (var param in match.QueryParams)
        {
            Queries.Add([.. ValuesOf(param.Value).Select(value => $"{param.Name}={value}")]);
        }
    }

    /// <summary>The literals of a condition, by what they are compared with.</summary>
    public void Add(CelExpression condition)
    {
        switch (condition)
        {
            case CelExpression.Relation(CelExpression.Text(var name), CelRelation.In, CelExpression.Select(_, "headers")):
                HeaderValues(name).Add("x");
                break;
            case CelExpression.Relation { Right: CelExpression.List(var elements) } among:
                PartFor(among.Left)?.Add([.. elements.OfType<CelExpression.Text>().Select(static text => text.Value)]);
                break;
            case CelExpression.Relation(var left, _, CelExpression.Text(var value)):
                PartFor(left)?.Add(value);
                break;
            case CelExpression.Relation(CelExpression.Text(var value), _, var right):
                PartFor(right)?.Add(value);
                break;
            case CelExpression.Call(var operand, var function, [CelExpression.Text(var value)]):
                PartFor(operand)?.Add([.. SamplesOf(function, value)]);
                break;
            case CelExpression.Not(var operand):
                Add(operand);
                break;
            case CelExpression.And(var terms):
                terms.ToList().ForEach(Add);
                break;
            case CelExpression.Or(var terms):
                terms.ToList().ForEach(Add);
                break;
            case CelExpression.Conditional(var asked, var then, var otherwise):
                Add(asked);
                Add(then);
                Add(otherwise);
                break;
        }
    }

    private static IEnumerable<string> SamplesOf(string function, string value) => function switch
    {
        "matches" => PatternSample.Of(value),
        "startsWith" => [value, $"{value}x"],
        "endsWith" => [value, $"/x{value}"],
        _ => [value, $"/x{value}x"],
    };

    private static IEnumerable<string> ValuesOf(ValueMatch match) => match switch
    {
        ValueMatch.RegularExpression { Value: ValueMatch.Presence } => ["x"],
        ValueMatch.RegularExpression(var pattern) => PatternSample.Of(pattern),
        _ => [match.Value],
    };

    private OrderedSet? PartFor(CelExpression operand) => operand switch
    {
        CelExpression.Select(CelExpression.Identifier("request"), var field) => field switch
        {
            "url_path" or "path" => Paths,
            "method" => Methods,
            "query" => Queries,
            "host" => Hosts,
            "useragent" => HeaderValues("user-agent"),
            "referer" => HeaderValues("referer"),
            _ => null,
        },
        CelExpression.Index(CelExpression.Select(_, "headers"), CelExpression.Text(var name)) => PartFor(name),
        CelExpression.Select(CelExpression.Select(_, "headers"), var name) => PartFor(name),
        _ => null,
    };

    private OrderedSet PartFor(string header) => header.ToLowerInvariant() switch
    {
        ":path" => Paths,
        ":method" => Methods,
        ":authority" or "host" => Hosts,
        _ => HeaderValues(header),
    };

    private OrderedSet HeaderValues(string name)
    {
        if (!headers.TryGetValue(name, out var values))
        {
            headers[name] = values = new();
        }

        return values;
    }

    /// <summary>Texts in the order of their first mention, no more than requests will be made of.</summary>
    internal sealed class OrderedSet
    {
        private const int Most = 200;

        private readonly List<string> items = [];

        public IReadOnlyList<string> Items => items;

        public void Add(params IReadOnlyList<string> texts)
        {
            foreach (var text in texts.Where(text => items.Count < Most && !items.Contains(text, StringComparer.Ordinal)))
            {
                items.Add(text);
            }
        }
    }
}
