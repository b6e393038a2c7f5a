using System.Globalization;
using System.Text;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// The name of one match: <c>GET /healthz</c>, a prefix <c>GET /api/*</c>, any method <c>* /x</c>, a regex <c>GET ~/users/[0-9]+</c>,
/// a gRPC method <c>pkg.Service/Method</c>. It is a label value, so it holds only what the route says and may be read by all, and is bounded.
/// </summary>
internal static class OperationName
{
    /// <summary>Characters; Prometheus has no limit of its own, but each series of each proxy repeats the value.</summary>
    public const int Longest = 128;

    private const int HashLength = 8;

    /// <summary>How much a name tells of its match: each level is used only where the one before leaves two of a route's alike.</summary>
    public enum Detail
    {
        /// <summary>Method and path.</summary>
        Plain,

        /// <summary>And headers and query parameters: <c>GET /v2 {version=two, ?q=x}</c>.</summary>
        Matchers,

        /// <summary>And the type of the path, for Exact <c>/a/*</c> beside PathPrefix <c>/a</c>.</summary>
        PathType,

        /// <summary>And its place, where what tells it apart is not shown: <c>GET /pay {x-token=..., rules[1].matches[0]}</c>.</summary>
        Place,
    }

    /// <summary>The name, before it is bounded. <paramref name="foreign"/> tells it from an older route's; empty for nothing.</summary>
    public static string Of(RouteCandidate candidate, Detail detail, string foreign)
    {
        var match = candidate.Named;
        var plain = match?.Path is PathMatch.GrpcMethod rpc ? NameOf(rpc) : $"{match?.Method ?? "*"} {PathOf(match)}";
        if (detail == Detail.Plain)
        {
            return WithDetails(plain, foreign.Length == 0 ? [] : [foreign]);
        }

        var details = new List<string>();
        if (match is not null)
        {
            details.AddRange(match.Headers.Select(static header => header.Name.ToLowerInvariant() + ValueOf(header.Name, header.Value)));
            details.AddRange(match.QueryParams.Select(static param => "?" + param.Name + ValueOf(param.Name, param.Value)));
        }

        if (detail >= Detail.PathType)
        {
            details.Add(TypeOf(match?.Path));
        }

        if (detail >= Detail.Place)
        {
            details.Add(candidate.FieldPath["spec.".Length..]);
        }

        if (foreign.Length > 0)
        {
            details.Add(foreign);
        }

        return WithDetails(plain, details);
    }

    /// <summary>A name that says what sets it apart in braces.</summary>
    public static string WithDetails(string name, IReadOnlyList<string> details) =>
        details.Count == 0 ? name : $"{name} {{{string.Join(", ", details)}}}";

    /// <summary>What is wrong with a name that a user gives; null if nothing.</summary>
    public static (string Reason, string Fix)? FaultOf(string name, string unmatchedName)
    {
        if (name.Length is 0 or > Longest)
        {
            return ($"the name has {name.Length} characters", $"give it 1 to {Longest}");
        }

        if (HasUnprintable(name))
        {
            return ("the name has a control or formatting character", "use printable ones");
        }

        return name == unmatchedName ? ($"the name {name} is what requests get that no route matches", "choose another") : null;
    }

    /// <summary>At most <see cref="Longest"/> printable characters; a hash of what is cut keeps different names different.</summary>
    public static string Bounded(string name)
    {
        var printable = HasUnprintable(name) ? Printable(name) : name;
        if (printable.Length <= Longest)
        {
            return printable;
        }

        var end = Longest - HashLength - 1;
        end -= char.IsHighSurrogate(printable[end - 1]) ? 1 : 0;
        return $"{printable.AsSpan(0, end)}~{GeneratedName.HashOf(name)}";
    }

    private static bool HasUnprintable(string name)
    {
        foreach (var character in name)
        {
            if (IsUnprintable(character))
            {
                return true;
            }
        }

        return false;
    }

    // Characters that move the cursor, break the line or change the text direction would disguise the name.
    private static bool IsUnprintable(char character) => character < 0x7f
        ? character < ' '
        : char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;

    private static string Printable(string name)
    {
        var text = new StringBuilder();
        foreach (var character in name)
        {
            _ = IsUnprintable(character) ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}") : text.Append(character);
        }

        return text.ToString();
    }

    private static string PathOf(HttpRouteMatch? match) => match?.Path switch
    {
        null => "/*",
        PathMatch.Exact(var value) => TellingText.OfPath(value),
        PathMatch.Prefix prefix when prefix.Trimmed() is "/" or "" => "/*",
        PathMatch.Prefix prefix => TellingText.OfPath(prefix.Trimmed()) + "/*",
        var path => "~" + TellingText.OfPath(path.Value),
    };

    private static string NameOf(PathMatch.GrpcMethod rpc) => (rpc.Service, rpc.Method, rpc.IsExpression) switch
    {
        (null, not null, true) => $"*/~{rpc.Method}",
        (not null, _, true) => $"~{rpc.Service}/{rpc.Method ?? "*"}",
        _ => $"{rpc.Service ?? "*"}/{rpc.Method ?? "*"}",
    };

    private static string ValueOf(string name, ValueMatch value) => value switch
    {
        ValueMatch.RegularExpression(ValueMatch.Presence) => "",
        _ when !TellingText.IsPlain(name, value.Value) => "=" + TellingText.LeftOut,
        ValueMatch.Exact(var text) => "=" + text,
        _ => "~" + value.Value,
    };

    private static string TypeOf(PathMatch? path) => path?.Programmed() switch
    {
        PathMatch.Exact => "Exact",
        PathMatch.RegularExpression => "RegularExpression",
        _ => "PathPrefix",
    };
}
