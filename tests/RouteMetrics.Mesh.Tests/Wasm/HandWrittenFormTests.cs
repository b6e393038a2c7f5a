using System.Text;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Tests.Oracle;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Mesh.Tests.Wasm;

/// <summary>Conditions as people write them, with true, false and error told apart, against the independent CEL.</summary>
public sealed class HandWrittenFormTests(IndependentCel independent)
{
    private const int ConditionsOfQuestion = 40;
    private const int RequestsOfQuestion = 10;

    private static readonly string[] Attributes =
    [
        "request.method", "request.url_path", "request.query", "request.host", "request.path", "request.headers['x-a']", "request.headers[\"X-B\"]",
        "request.headers['host']", "request . headers [ 'x-c' ]", "xds.route_name", "xds.filter_chain_name", "request.headers[':path']",
    ];

    private static readonly string[] Texts =
    [
        "''", "'a'", "\"a\"", "'/a'", "'/a/'", "'GET'", "'a.b'", "'ns.r.0'", "'\\u0061'", "'\\x2fa'", "'\\057a'", "'é'", "'a=b'", "'it\\'s'", "'\\\\'",
    ];

    private static readonly string[] Expressions =
    [
        "'^(?:/a.*)$'", "'^/a$'", "'a'", "'^(?:[^/]+|/a[0-9]{1,3})$'", "'(?i)^A$'", "'^(?:|a)$'", "'a+b?c*$'", "'^\\\\d+$'", "'^(?:(?:a|b)*/?)+$'",
        "'^(?:q(?:[^&=][^&]*)?|[^&q][^&]*)?&q=a(?:&|$)'", "'^(?:(?:q[^&=][^&]*|[^&q][^&]*)?&)*q=a(?:&|$)'", "'(?:^|&)q(?:[=&]|$)'", "'[\\\\w.-]+'", "'[a'",
        "'a|^b'", "'\\\\.'", "'[^a]'", "'^.{2}$'", "'a{2,}'", "'(?s).'", "'\\\\pL'", "'a**'", "'x{0}'", "'[]a]'", "'[a-]'", "'[+--]'", "'\\\\x61'",
    ];

    [Fact]
    public async Task A_condition_that_the_module_decides_itself_ends_as_it_does_for_an_independent_CEL()
    {
        var seed = Trial.Seed;
        var (tried, decided) = (0, 0);
        for (; tried < Trial.Cases; seed++)
        {
            var choices = new Choices(seed);
            var conditions = Enumerable.Range(0, ConditionsOfQuestion).Select(_ => Condition(choices, 3)).ToList();
            var requests = Enumerable.Range(0, RequestsOfQuestion).Select(_ => Request(choices)).ToList();
            var outcomes = await independent.EvaluateAsync(conditions, requests);
            using var vm = new ModuleVm();
            foreach (var (place, condition) in conditions.Index())
            {
                var plugin = vm.Plugin(PluginJson.Of([condition]).ToJsonString());
                foreach (var (index, request) in requests.Index())
                {
                    tried++;
                    var (asked, faults) = (vm.Cel.Evaluations, Faults(vm));
                    var label = vm.Send(plugin, ProxyRequest.Of(request)).ContainsKey(PluginJson.Attribute);
                    if (asked == vm.Cel.Evaluations && vm.Lines.Count == 0)
                    {
                        decided++;
                        var outcome = label ? CelOutcome.True : Faults(vm) > faults ? CelOutcome.Error : CelOutcome.False;
                        Assert.True(
                            outcome == outcomes[place][index].Outcome,
                            $"ROUTE_METRICS_SEED={seed}: {condition} is {outcome}, not {outcomes[place][index]} for {request}");
                    }
                }

                vm.Lines.Clear();
            }
        }

        Assert.InRange(decided, tried / 2, tried);
    }

    private static long Faults(ModuleVm vm) => vm.Counters.GetValueOrDefault("wasm_filter.attributegen.type.runtime.error_count");

    private static string Condition(Choices choices, int depth) => choices.Next(depth > 0 ? 14 : 8) switch
    {
        0 => $"{choices.Of(Attributes)} == {choices.Of(Texts)}",
        1 => $"{choices.Of(Attributes)}!={choices.Of(Texts)}",
        2 => $"{choices.Of(Attributes)}.{choices.Of("startsWith", "endsWith", "contains")}({choices.Of(Texts)})",
        3 => $"{choices.Of(Attributes)}.matches( {choices.Of(Expressions)} )",
        4 => $"'{choices.Of("x-a", "X-A", "x-b", "x-c", ":path", "host")}' in request.headers",
        5 => $"destination.port {choices.Of("==", "!=")} {choices.Of("80", "8080", "0")}",
        6 => choices.Of("true", "false"),
        7 => choices.Of("request.method", "size(request.query) > 2", "xds.route_name in ['a', 'ns.r.0']", "has(request.headers.x)", "1 == 1"),
        8 or 9 => string.Join(choices.Of(" && ", "&&"), choices.List(2, 4, 60, () => Nested(choices, depth))),
        10 or 11 => string.Join(choices.Of(" || ", "||"), choices.List(2, 4, 60, () => Nested(choices, depth))),
        12 => $"!{(choices.Chance(20) ? "!" : "")}({Condition(choices, depth - 1)})",
        _ => $"!{choices.Of(Attributes)}.startsWith({choices.Of(Texts)})",
    };

    private static string Nested(Choices choices, int depth) =>
        choices.Chance(50) ? $"({Condition(choices, depth - 1)})" : Condition(choices, 0);

    private static CelActivation Request(Choices choices)
    {
        var path = new StringBuilder("/");
        while (choices.Chance(60))
        {
            path.Append(choices.Of("a", "b", "/", "0", "é", "A", "."));
        }

        return new()
        {
            Method = choices.Of("GET", "a", "POST"),
            UrlPath = choices.Chance(10) ? "a" : path.ToString(),
            Query = string.Join('&', choices.List(0, 4, 60, () => choices.Of("q=a", "q", "q=", "a=b", "qq=a", "", "Q=a", "q=a=b", "é"))),
            Host = choices.Of("a", "a.b", "a.b:80", "A"),
            Headers = choices.List(0, 3, 60, () => choices.Of("x-a", "x-b", "x-c")).Distinct()
                .ToDictionary(static name => name, _ => choices.Of("", "a", "ab", "it's", "\\", "é")),
            FilterChainName = choices.Of("", "inbound-vip|80|http|a"),
            RouteName = choices.Of(null, "ns.r.0", "a", ""),
            DestinationPort = choices.Of(80, 8080),
        };
    }
}
