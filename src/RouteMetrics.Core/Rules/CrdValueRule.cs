using System.Buffers;
using System.Globalization;
using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Rules;

/// <summary>
/// RMW012: values that the CRD of the route rejects (gateway-api config/crd/standard, v1.6). The API server does too, but not offline, and its
/// CEL rules not before Kubernetes 1.25. List lengths are left to the API server: newer versions raise them.
/// </summary>
internal static class CrdValueRule
{
    private const int LongestPath = 1024;
    private const int LongestHeaderValue = 4096;
    private const int LongestQueryValue = 1024;
    private const int LongestName = 256;
    private const int LongestHostname = 253;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("-._~!$&'()*+,;=:@/%0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> SubdomainCharacters = SearchValues.Create("-.0123456789abcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<string> ForbiddenInPath =
        SearchValues.Create(["//", "/./", "/../", "%2f", "%2F", "#"], StringComparison.Ordinal);

    private const int HighestPort = 65_535;

    public static void Check(HttpRoute route, FindingList findings)
    {
        if (route.Rules.Count == 0 && route.Key.Kind == RouteKind.Http)
        {
            findings.Add(
                FindingCode.RMW012, route.Key, "spec.rules", null, "must have at least one rule",
                "leave it out for one that matches every request");
        }

        CheckParents(route, findings);
        for (var i = 0; i < route.Hostnames.Count; i++)
        {
            Report(HostnameFault(route.Hostnames[i]), route, $"spec.hostnames[{i}]", route.Hostnames[i], findings);
        }

        for (var rule = 0; rule < route.Rules.Count; rule++)
        {
            if (route.Rules[rule].Name is { } name)
            {
                Report(RuleNameFault(name), route, $"spec.rules[{rule}].name", name, findings);
            }

            var matches = route.Rules[rule].Matches;
            for (var match = 0; match < matches.Count; match++)
            {
                Check(matches[match], (rule, match), route, findings);
            }
        }
    }

    private static void CheckParents(HttpRoute route, FindingList findings)
    {
        for (var i = 0; i < route.ParentRefs.Count; i++)
        {
            var parent = route.ParentRefs[i];
            if (parent.Port is { } port and not (> 0 and <= HighestPort))
            {
                Report(
                    ($"must be a port from 1 to {HighestPort}", "write the port of the parent, or leave it out"), route,
                    $"spec.parentRefs[{i}].port", port.ToString(CultureInfo.InvariantCulture), findings);
            }

            if (parent.Name.Length > LongestHostname || !IsSubdomain(parent.Name))
            {
                Report(
                    ("must be the name of an object", "write lower-case letters, digits, - and ."), route, $"spec.parentRefs[{i}].name",
                    parent.Name, findings);
            }
        }
    }

    private static void Check(HttpRouteMatch match, (int Rule, int Match) at, HttpRoute route, FindingList findings)
    {
        if (match.Path is PathMatch.GrpcMethod rpc)
        {
            Report(GrpcMethodRule.ServiceFault(rpc), route, $"{Path(at)}.method.service", rpc.Service ?? "", findings);
            Report(GrpcMethodRule.MethodFault(rpc), route, $"{Path(at)}.method.method", rpc.Method ?? "", findings);
        }
        else if (PathFault(match.Path) is { } pathFault)
        {
            Report(pathFault, route, $"{Path(at)}.path.value", match.Path.Value, findings);
        }

        // Newer methods are welcome; none will be empty or in lower case, which no client sends.
        if (match.Method is { } method && (method.Length == 0 || method.Any(static character => !char.IsAsciiLetterUpper(character))))
        {
            Report(("must be an HTTP method in upper case", "write one such as GET"), route, $"{Path(at)}.method", method, findings);
        }

        for (var i = 0; i < match.Headers.Count; i++)
        {
            var (name, value) = (match.Headers[i].Name, match.Headers[i].Value.Value);
            Check(name, value, LongestHeaderValue, (at, "headers", i), route, findings);
        }

        for (var i = 0; i < match.QueryParams.Count; i++)
        {
            var (name, value) = (match.QueryParams[i].Name, match.QueryParams[i].Value.Value);
            Check(name, value, LongestQueryValue, (at, "queryParams", i), route, findings);
        }
    }

    private static void Check(
        string name, string value, int longest, ((int Rule, int Match) Match, string Field, int Index) at, HttpRoute route,
        FindingList findings)
    {
        if (name.Length is 0 or > LongestName || name.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            Report(
                ($"must be 1 to {LongestName} letters, digits and !#$%&'*+-.^_`|~", "write a name of these"), route,
                $"{Path(at.Match)}.{at.Field}[{at.Index}].name", name, findings);
        }

        if (value.Length == 0 || (value.Length > longest && CodePoints(value) > longest))
        {
            Report(
                ($"must have 1 to {longest} characters, not {CodePoints(value)}", value.Length == 0 ? "write a value" : "shorten it"),
                route, $"{Path(at.Match)}.{at.Field}[{at.Index}].value", value, findings);
        }
    }

    private static string Path((int Rule, int Match) at) => $"spec.rules[{at.Rule}].matches[{at.Match}]";

    private static void Report((string Reason, string Fix)? fault, HttpRoute route, string path, string value, FindingList findings)
    {
        if (fault is var (reason, fix))
        {
            findings.Add(FindingCode.RMW012, route.Key, path, value, reason, fix);
        }
    }

    private static (string Reason, string Fix)? PathFault(PathMatch path)
    {
        var value = path.Value;
        if (value.Length > LongestPath && CodePoints(value) > LongestPath)
        {
            return ($"must have at most {LongestPath} characters, not {CodePoints(value)}", "shorten it");
        }

        return path is PathMatch.Exact or PathMatch.Prefix ? LiteralPathFault(value) : null;
    }

    private static (string Reason, string Fix)? LiteralPathFault(string value)
    {
        if (!value.StartsWith('/'))
        {
            return ("must be an absolute path", "begin it with /");
        }

        if (value.AsSpan().ContainsAny(ForbiddenInPath))
        {
            return ("must not contain //, /./, /../, %2f, %2F or #, which no normalized request path has", "write the path without");
        }

        if (value.EndsWith("/.", StringComparison.Ordinal) || value.EndsWith("/..", StringComparison.Ordinal))
        {
            return ("must not end with /. or /.., as no normalized request path does", "write the path without");
        }

        return value.AsSpan().ContainsAnyExcept(PathCharacters) || HasBrokenEscape(value)
            ? ("must be made of letters, digits and -._~!$&'()*+,;=:@/", "write other characters as %XX")
            : null;
    }

    private static bool HasBrokenEscape(string value)
    {
        for (var at = value.IndexOf('%', StringComparison.Ordinal); at >= 0; at = value.IndexOf('%', at + 1))
        {
            if (at + 2 >= value.Length || !char.IsAsciiHexDigit(value[at + 1]) || !char.IsAsciiHexDigit(value[at + 2]))
            {
                return true;
            }
        }

        return false;
    }

    private static (string Reason, string Fix)? HostnameFault(string hostname)
    {
        var name = hostname.StartsWith("*.", StringComparison.Ordinal) ? hostname[2..] : hostname;
        return hostname.Length > LongestHostname || !IsSubdomain(name)
            ? ("must be a DNS name in lower case without a port", "write one such as www.example.com or *.example.com")
            : null;
    }

    private static (string Reason, string Fix)? RuleNameFault(string name) => name.Length > LongestHostname || !IsSubdomain(name)
        ? ("must be a lower-case RFC 1123 subdomain", "write one such as get-health")
        : null;

    private static bool IsSubdomain(string name)
    {
        if (name.AsSpan().ContainsAnyExcept(SubdomainCharacters))
        {
            return false;
        }

        foreach (var label in name.AsSpan().Split('.'))
        {
            if (name[label] is not ([not '-', ..] and [.., not '-']))
            {
                return false;
            }
        }

        return true;
    }

    private static int CodePoints(string value) => value.EnumerateRunes().Count();
}
