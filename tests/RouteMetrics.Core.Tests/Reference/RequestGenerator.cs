using RouteMetrics.Core.Model;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Reference;

/// <summary>A request and where it goes: the target and its port.</summary>
internal sealed record Probe(Target Target, int Port, ReferenceRequest Request)
{
    public override string ToString() => $"{Target.Kind} {Target.Key}:{Port} <- {Request}";
}

/// <summary>Near misses: a request is made to satisfy one match of the mesh, then changed in up to three small ways.</summary>
internal static class RequestGenerator
{
    public static Probe Probe(Choices choices, MeshSnapshot mesh, IReadOnlyList<HttpRoute> routes)
    {
        var route = choices.Of(routes);
        var rule = choices.Of(route.Rules);
        var match = rule.Matches.Count == 0 ? HttpRouteMatch.Any : choices.Of(rule.Matches);
        var parent = choices.Of(route.ParentRefs);
        var target = MeshGenerator.TargetOf(parent, mesh);
        var draft = new Draft(choices, mesh, target, route, parent, match);
        if (choices.Chance(65))
        {
            draft.SatisfyToo(choices.Of(Rivals(routes, match)));
        }

        for (var changes = choices.Of(0, 0, 1, 1, 2, 3); changes > 0; changes--)
        {
            draft.Change();
        }

        return new(target, draft.Port, draft.Request);
    }

    // Matches that one request may satisfy together with the given one.
    private static IReadOnlyList<HttpRouteMatch> Rivals(IReadOnlyList<HttpRoute> routes, HttpRouteMatch match) =>
        [match, .. routes.SelectMany(route => route.Rules).SelectMany(rule => rule.Matches).Where(other => other.Path == match.Path && other != match)];

    // The request in parts, so that a change is one line.
    private sealed class Draft
    {
        private readonly Choices choices;
        private readonly MeshSnapshot mesh;
        private readonly Target target;
        private readonly List<KeyValuePair<string, string>> headers = [];
        private readonly List<string> query = [];
        private string method;
        private string? path;
        private string host;

        public Draft(Choices choices, MeshSnapshot mesh, Target target, HttpRoute route, ParentRef parent, HttpRouteMatch match)
        {
            (this.choices, this.mesh, this.target) = (choices, mesh, target);
            method = match.Method ?? "GET";
            path = PathFor(match.Path);
            (method, path) = path.Length == 0 ? ("CONNECT", null) : (method, path);
            Port = PortFor(parent);
            host = HostFor(route);
            SatisfyToo(match);
        }

        public int Port { get; private set; }

        public ReferenceRequest Request => new(method, path is null ? null : path + QueryText(), host, headers);

        /// <summary>Takes from a match what the request does not speak of yet.</summary>
        public void SatisfyToo(HttpRouteMatch match)
        {
            method = method == "GET" ? match.Method ?? method : method;
            headers.AddRange(match.Headers
                .Where(header => !headers.Exists(other => other.Key.Equals(header.Name, StringComparison.OrdinalIgnoreCase)))
                .DistinctBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
                .Select(header => KeyValuePair.Create(Respelled(header.Name), Sendable(ValueFor(header.Value)))));
            query.AddRange(match.QueryParams
                .Where(param => !query.Exists(other => other.StartsWith(param.Name + "=", StringComparison.Ordinal)))
                .Select(param => Parameter(param.Name, ValueFor(param.Value))));
            TakeHostHeader();
        }

        public void Change()
        {
            switch (choices.Next(12))
            {
                case 0: ChangePath(); break;
                case 1: ChangePath(); break;
                case 2: ChangeQuery(); break;
                case 3: ChangeQuery(); break;
                case 4: ChangeQuery(); break;
                case 5: ChangeHeaders(); break;
                case 6: ChangeHeaders(); break;
                case 7: ChangeHost(); break;
                case 8: ChangeHost(); break;
                case 9: Port = choices.Of(Ports()); break;
                case 10: method = choices.Of([.. MatchGenerator.Methods, "get", "PATCH"]); break;
                default: ChangeToPathless(); break;
            }
        }

        private string PathFor(PathMatch match) => match switch
        {
            PathMatch.Exact(var value) => value,
            PathMatch.Prefix(var value) => choices.Of("", "", "/", "x", "/x/y", "b") is var rest && value == "/" ? value + rest.TrimStart('/') : value + rest,
            PathMatch.RegularExpression(var pattern) => choices.Of(MatchGenerator.PathPatterns.First(item => item.Pattern == pattern).Samples),
            PathMatch.GrpcMethod => MatchGenerator.GrpcMethods.First(item => item.Match == match).Sample,
            _ => match.Value,
        };

        private string ValueFor(ValueMatch match) => match is ValueMatch.RegularExpression(var pattern)
            ? choices.Of(MatchGenerator.ValuePatterns.First(item => item.Pattern == pattern).Samples)
            : match.Value;

        private string Parameter(string name, string value) => value.Length == 0 && choices.Chance(60) ? name : $"{name}={value}";

        private int PortFor(ParentRef parent) => parent.Port is { } port && Ports().Contains(port) ? port : choices.Of(Ports());

        // Ports where a proxy speaks HTTP: on others no filter, hence no condition, is ever asked.
        private IReadOnlyList<int> Ports()
        {
            var gateway = target.Kind == TargetKind.Gateway ? mesh.Gateways.FirstOrDefault(held => held.Key == target.Key) : null;
            int[] listening = gateway is null ? [] : [.. ReferenceGateway.PortsOf(mesh, gateway)];
            return listening.Length > 0 ? listening : MeshGenerator.ServicePorts;
        }

        private string HostFor(HttpRoute route)
        {
            var listeners = mesh.Gateways.SelectMany(gateway => gateway.Listeners).Concat(mesh.ListenerSets.SelectMany(set => set.Listeners)).Select(listener => listener.Hostname).OfType<string>();
            var hostname = choices.Of([.. choices.Chance(50) ? route.Hostnames : listeners, choices.Of(MeshGenerator.Hostnames)]);
            return hostname.Replace("*", choices.Of("x", "a", "y.x"), StringComparison.Ordinal);
        }

        // A match on the header Host is satisfied by the authority.
        private void TakeHostHeader()
        {
            var named = headers.FindIndex(header => header.Key.Equals("host", StringComparison.OrdinalIgnoreCase));
            if (named >= 0)
            {
                host = choices.Chance(70) ? headers[named].Value : host;
                headers.RemoveAt(named);
            }
        }

        private void ChangePath()
        {
            var old = path ?? "/";
            path = choices.Next(9) switch
            {
                0 => old + "/",
                // One: of // nothing would stay, and Envoy routes no such request (missing_path_rejected) but a CONNECT.
                1 => old.Length > 1 && old.EndsWith('/') ? old[..^1] : old,
                2 => old + "x",
                3 => old + "/x",
                4 => old.ToUpperInvariant(),
                5 => old.ToLowerInvariant(),
                6 => old.Length > 1 ? old[..^1] : old,
                7 => Uri.EscapeDataString(old).Replace("%2F", "/", StringComparison.Ordinal),
                _ => choices.Of(MatchGenerator.Paths),
            };
        }

        private void ChangeQuery()
        {
            var at = choices.Next(query.Count + 1);
            var name = query.Count == 0 ? choices.Of(MatchGenerator.ParamNames) : choices.Of(query).Split('=', 2)[0];
            switch (choices.Next(9))
            {
                case 0: query.Insert(at, $"{name}={choices.Of(MatchGenerator.ParamValues)}"); break;
                case 1: query.Insert(at, name); break;
                case 2: query.Insert(at, $"{name}="); break;
                case 3: query.Insert(at, $"x{name}=1"); break;
                case 4: query.Reverse(); break;
                case 5: query.Insert(at, choices.Of("", "=", "=1", "?", $"{name.ToUpperInvariant()}=1", $"{name}{name}=1", $"{name}x")); break;
                case 6 when query.Count > 0: query[^1] += choices.Of("x", "=", "%20", "é"); break;
                case 7 when query.Count > 0: query[0] = choices.Chance(70) ? query[0].ToUpperInvariant() : query[0].ToLowerInvariant(); break;
                default: query.RemoveRange(0, Math.Min(query.Count, 1)); break;
            }
        }

        private void ChangeHeaders()
        {
            var name = headers.Count == 0 ? choices.Of(MatchGenerator.HeaderNames) : choices.Of(headers).Key;
            var value = choices.Chance(50) || headers.Count == 0 ? Sendable(choices.Of(MatchGenerator.HeaderValues)) : choices.Of(headers).Value;
            var added = KeyValuePair.Create(Respelled(name == "Host" ? "x-a" : name), value);
            switch (choices.Next(4))
            {
                case 0: headers.Add(added); break;
                case 1: headers.Insert(0, added); break;
                case 2: headers.RemoveRange(0, Math.Min(headers.Count, 1)); break;
                default: headers.Reverse(); break;
            }
        }

        private void ChangeHost() => host = choices.Next(9) switch
        {
            0 when !host.Contains(':') => host + ":8080",
            1 => host.ToUpperInvariant(),
            2 => "z." + host,
            3 => host.Contains('.') ? host[(host.IndexOf('.') + 1)..] : host,
            4 => "x" + host,
            5 when !host.Contains(':') => host + ".",
            6 when !host.Contains(':') => host + ":",
            7 => "192.0.2.1",
            _ => choices.Of(MeshGenerator.Hostnames).Replace("*", "q", StringComparison.Ordinal),
        };

        // Only these two forms have no path: a plain CONNECT, and OPTIONS for the server as a whole.
        private void ChangeToPathless() => (method, path) = choices.Chance(60) ? ("CONNECT", null) : ("OPTIONS", "*");

        // Envoy refuses or strips a fragment before any filter (facts of http_reject_path_with_fragment), so none is sent.
        private string QueryText() => query.Count == 0 ? "" : "?" + string.Join('&', query).Replace("#", "", StringComparison.Ordinal);

        private string Respelled(string name) => choices.Of(name.ToLowerInvariant(), name, name.ToUpperInvariant());

        // No codec takes control characters in a header value.
        private static string Sendable(string value) => string.Concat(value.Where(character => !char.IsControl(character)));
    }
}
