using System.Globalization;
using System.Text;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// The name of one match: <c>GET /healthz</c>, a prefix <c>GET /api/*</c>, any method <c>* /x</c>, a regex <c>GET ~/users/[0-9]+</c>,
/// a gRPC method <c>pkg.Service/Method</c>. It is a label value, so it holds only what the route says and is bounded.
/// </summary>
internal static class OperationName
{
    /// <summary>Characters; Prometheus has no limit of its own, but each series of each proxy repeats the value.</summary>
    public const int Longest = 128;

    private const int HashLength = 8;

    /// <summary>How much a name tells: each level is used only where the one before leaves two matches with one name.</summary>
    public enum Detail
    {
        /// <summary>Method and path.</summary>
        Plain,

        /// <summary>And headers and query parameters: <c>GET /v2 {version=two, ?q=x}</c>.</summary>
        Matchers,

        /// <summary>And the hostname or port: <c>GET / {host=a.example.com}</c>.</summary>
        Scope,

        /// <summary>And the type of the path, for Exact <c>/a/*</c> beside PathPrefix <c>/a</c>.</summary>
        PathType,
    }

    public static string Of(HttpRouteMatch? match, string scope, Detail detail)
    {
        var plain = match?.Path is PathMatch.GrpcMethod rpc ? NameOf(rpc) : $"{match?.Method ?? "*"} {PathOf(match)}";
        if (detail == Detail.Plain)
        {
            return Bounded(plain);
        }

        var details = new List<string>();
        if (match is not null)
        {
            details.AddRange(match.Headers.Select(static header => header.Name.ToLowerInvariant() + ValueOf(header.Value)));
            details.AddRange(match.QueryParams.Select(static param => "?" + param.Name + ValueOf(param.Value)));
        }

        if (detail >= Detail.Scope && scope.Length > 0)
        {
            details.Add(scope);
        }

        if (detail >= Detail.PathType)
        {
            details.Add(TypeOf(match?.Path));
        }

        return Bounded(details.Count == 0 ? plain : $"{plain} {{{string.Join(", ", details)}}}");
    }

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
        PathMatch.Exact(var value) => value,
        PathMatch.Prefix prefix when prefix.Trimmed() is "/" or "" => "/*",
        PathMatch.Prefix prefix => prefix.Trimmed() + "/*",
        var path => "~" + path.Value,
    };

    private static string NameOf(PathMatch.GrpcMethod rpc) => (rpc.Service, rpc.Method, rpc.IsExpression) switch
    {
        (null, not null, true) => $"*/~{rpc.Method}",
        (not null, _, true) => $"~{rpc.Service}/{rpc.Method ?? "*"}",
        _ => $"{rpc.Service ?? "*"}/{rpc.Method ?? "*"}",
    };

    private static string ValueOf(ValueMatch value) => value switch
    {
        ValueMatch.Exact(var text) => "=" + text,
        ValueMatch.RegularExpression(ValueMatch.Presence) => "",
        _ => "~" + value.Value,
    };

    private static string TypeOf(PathMatch? path) => path?.Programmed() switch
    {
        PathMatch.Exact => "Exact",
        PathMatch.RegularExpression => "RegularExpression",
        _ => "PathPrefix",
    };
}
