using RouteMetrics.Core.Model;
using RouteMetrics.Core.Re2;

namespace RouteMetrics.Core.Targets;

/// <summary>What a requirement is about. An expression comes in addition to the presence of its header or parameter.</summary>
internal enum RequirementKind
{
    Method,
    Header,
    HeaderExpression,
    QueryParam,
    QueryParamExpression,
}

/// <summary>
/// One thing that a match asks of a request beside its path, in one form for all spellings that mean the same; header names are in lower
/// case. A null value asks for presence. An expression is its text: what two of them have in common is not known, unless they are the same.
/// </summary>
internal readonly record struct Requirement(RequirementKind Kind, string Name, string? Value)
{
    /// <summary>Everything a satisfiable match requires, once per kind and name, in that order.</summary>
    public static Requirement[] AllOf(HttpRouteMatch? match)
    {
        if (match is null)
        {
            return [];
        }

        if (match.Headers.Count == 0 && match.QueryParams.Count == 0)
        {
            return match.Method is null ? [] : [new(RequirementKind.Method, "", match.Method)];
        }

        var requirements = new SortedDictionary<(RequirementKind Kind, string Name), string?>(ByKindAndName);
        if (match.Method is { } method)
        {
            requirements[(RequirementKind.Method, "")] = method;
        }

        AddHeaders(match.Headers, requirements);
        AddQueryParams(match.QueryParams, requirements);
        return [.. requirements.Select(static item => new Requirement(item.Key.Kind, item.Key.Name, item.Value))];
    }

    /// <summary>Whether every request that meets <paramref name="asked"/> also meets <paramref name="wider"/>.</summary>
    public static bool Imply(Requirement[] asked, Requirement[] wider)
    {
        var at = 0;
        foreach (var requirement in wider)
        {
            while (at < asked.Length && Compare((asked[at].Kind, asked[at].Name), (requirement.Kind, requirement.Name)) < 0)
            {
                at++;
            }

            if (at == asked.Length || !asked[at].Implies(requirement))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The one value that a match takes; null where there are others.</summary>
    public static string? ExactOf(ValueMatch match) => match switch
    {
        ValueMatch.Exact(var text) => text,
        ValueMatch.RegularExpression(ValueMatch.Presence) => null,
        _ => Re2Cache.Find(match.Value)?.Literal,
    };

    private bool Implies(Requirement wider) => Kind == wider.Kind && Name == wider.Name && (wider.Value is null || Value == wider.Value);

    private static Comparer<(RequirementKind Kind, string Name)> ByKindAndName { get; } =
        Comparer<(RequirementKind Kind, string Name)>.Create(Compare);

    private static int Compare((RequirementKind Kind, string Name) left, (RequirementKind Kind, string Name) right) =>
        left.Kind != right.Kind ? left.Kind.CompareTo(right.Kind) : string.CompareOrdinal(left.Name, right.Name);

    // Istio's map keeps the last of equal spellings; Foo and foo are two keys and both hold. Every request has a host.
    private static void AddHeaders(
        IReadOnlyList<HeaderMatch> headers, SortedDictionary<(RequirementKind Kind, string Name), string?> requirements)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (!Repetition.IsRepeated(headers, i, static item => item.Name))
            {
                Add(headers[i].Value, (RequirementKind.Header, headers[i].Name.ToLowerInvariant()), requirements);
            }
        }

        if (requirements.TryGetValue((RequirementKind.Header, "host"), out var host) && host is null)
        {
            requirements.Remove((RequirementKind.Header, "host"));
        }
    }

    private static void AddQueryParams(
        IReadOnlyList<QueryParamMatch> queryParams, SortedDictionary<(RequirementKind Kind, string Name), string?> requirements)
    {
        for (var i = 0; i < queryParams.Count; i++)
        {
            if (!Repetition.IsRepeated(queryParams, i, static item => item.Name))
            {
                Add(queryParams[i].Value, (RequirementKind.QueryParam, queryParams[i].Name), requirements);
            }
        }
    }

    private static void Add(
        ValueMatch match, (RequirementKind Kind, string Name) what,
        SortedDictionary<(RequirementKind Kind, string Name), string?> requirements)
    {
        var value = ExactOf(match);
        requirements[what] = value ?? requirements.GetValueOrDefault(what);
        if (value is null && !AsksForPresence(match))
        {
            // Two spellings of a header may each have an expression; both hold.
            var expression = (what.Kind + 1, what.Name);
            string[] all = [.. requirements.GetValueOrDefault(expression)?.Split('\0') ?? [], match.Value];
            requirements[expression] = string.Join('\0', all.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal));
        }
    }

    private static bool AsksForPresence(ValueMatch match) => match.Value is ValueMatch.Presence or ".*";
}
