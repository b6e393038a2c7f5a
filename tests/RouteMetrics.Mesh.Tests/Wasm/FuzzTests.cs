using System.Text;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Mesh.Tests.Wasm;

/// <summary>
/// No configuration and no header traps the module, keeps it busy for long, or makes it grow. <c>ROUTE_METRICS_CASES=1000000</c> tries as many.
/// </summary>
public sealed class FuzzTests
{
    private const int MegaByte = 1 << 20;

    private static readonly string[] Configurations =
    [
        """{"attributes":[{"output_attribute":"istio_operationId","phase":"ON_REQUEST","match":[{"value":"a","condition":"xds.route_name == 'ns.r.0' && request.method == 'GET' && (request.url_path == '/a' || request.url_path.startsWith('/a/'))"},{"value":"b","condition":"'x-a' in request.headers && request.headers['x-a'] == 'v'"},{"value":"c","condition":""}]}]}""",
        """{"debug":true,"attributes":[{"outputAttribute":"a","match":[{"value":"b","condition":"request.query.contains('q=a') && request.query.matches('^(?:(?:q[^&=][^&]*|[^&q][^&]*)?&)*q=a(?:&|$)')"},{"condition":"request.query.matches('(?:^|&)q(?:[=&]|$)')","value":"\u00e9\ud83d\ude00"}]},{"output_attribute":"b","phase":1,"match":[{"value":"x","condition":"!request.host.matches('(?i)^(?:a\\.b|.+\\.c{1,3})(?::[0-9]*)?$') || destination.port != 80"}]}]}""",
        """{"unknown":[1,-2.5e3,{"a":[null,true,false]}],"attributes":[{"match":[{"condition":"request.url_path.matches('^(?:/[^/]+/[a-z\\d_.-]*|(?:a|b)+)$')","value":"v"},{"condition":"size(request.path) > 3 && request.path != '\\u0041\\101\\x41'","value":"w"}],"output_attribute":"c","phase":"ON_REQUEST"}]}""",
    ];

    private static readonly string[] Pieces =
    [
        "\"", "'", "\\", "\\u", "\\ud800", "{", "}", "[", "]", "(", ")", "&&", "||", "!", "==", "in", " ", ",", ":", "null", "true", "request.", "headers",
        "['x-a']", ".matches(", "'^(?:", ")$'", "(?:", "*", "+", "{2,3}", "{255}", "{255}{255}", "[^", "|", "\0", "é", "🙂", "1", "condition", "match", "//", "r'", "'''",
    ];

    [Fact]
    public void No_configuration_and_no_request_traps_the_module()
    {
        var random = new Random(Trial.Seed);
        var vm = new ModuleVm();
        for (var tried = 0; tried < Trial.Cases; tried++)
        {
            // Another VM now and then, so that what one input leaves behind shows, and what the test itself keeps does not grow.
            if (tried % 20_000 == 19_999)
            {
                vm.Dispose();
                vm = new();
            }

            var json = Mutated(random);
            var plugin = vm.Plugin(json);
            for (var i = 0; i < 2; i++)
            {
                vm.Send(plugin, Request(random));
            }

            vm.Delete(plugin);
            vm.Lines.Clear();
            Assert.Equal(0, vm.Cel.Count);
            Assert.InRange(vm.MemorySize, 1, 4 * MegaByte);
        }

        vm.Dispose();
    }

    private static byte[] Mutated(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Configurations[random.Next(Configurations.Length)]).ToList();
        for (var changes = random.Next(5); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            var count = Math.Min(random.Next(12), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, count);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count), [.. bytes.GetRange(at, count)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    var piece = Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]);
                    bytes.InsertRange(at, Enumerable.Repeat(piece, random.Next(100) == 0 ? 500 : 1).SelectMany(static item => item));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    private static ProxyRequest Request(Random random)
    {
        var request = ProxyRequest.Of(new CelActivation
        {
            Method = Word(random),
            UrlPath = "/" + Word(random),
            Query = Word(random),
            Host = Word(random),
            Headers = Enumerable.Range(0, random.Next(4)).ToDictionary(static index => $"x-{(char)('a' + index)}", _ => Word(random)),
            RouteName = random.Next(3) == 0 ? null : "ns.r.0",
        });
        var bytes = request.Serialized();
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(3) > 0 ? request : request with { Bytes = random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes };
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Pieces[random.Next(Pieces.Length)]))
        + (random.Next(200) == 0 ? new string('a', random.Next(100_000)) : "");
}
