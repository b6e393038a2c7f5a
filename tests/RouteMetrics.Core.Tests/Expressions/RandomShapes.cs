using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Expressions;

/// <summary>Objects that are wrong anywhere: values of another type, fields that are gone, doubled or called otherwise.</summary>
internal sealed class RandomShapes(Random random)
{
    private const int Depth = 4;

    private static readonly string[] Keys =
    [
        "url", "sha256", "phase", "failStrategy", "imagePullPolicy", "pluginName", "selector", "match", "mode", "ports", "targetRefs", "targetRef", "kind", "name",
        "pluginConfig", "attributes", "output_attribute", "outputAttribute", "condition", "conditon", "value", "metrics", "overrides", "tagOverrides", "operation", "",
        "a.b", "\u001b[31m", "a\nRMW001 b", "🚀", "\ud83d",
    ];

    private static readonly string[] Texts =
    [
        "", "a", "request.method", "request.method == 'GET'", "nope(1)", "\u001b[31m", "a\nb", "'\u0007'.matches('(\u0007')", "request.path.matches('a\n(?=b)')", "filter_state['wasm.a'] == 'b'",
        "REMOVE", "CLIENT", "ON_REQUEST", "FAIL_CLOSE", "Always", "https://storage.googleapis.com/istio-build/a.wasm", "file:///a", "attributegen", "Service", "waypoint", "\ud83d",
        $"x{new string('y', 5000)}()", $"'{new string('z', 5000)}'.matches('(')",
    ];

    public ManifestValue.Map Mutated(ManifestValue.Map spec)
    {
        var mutated = spec;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            mutated = (ManifestValue.Map)InMap(mutated);
        }

        return mutated;
    }

    private ManifestValue Changed(ManifestValue value) => (value, random.Next(4)) switch
    {
        (ManifestValue.Map map, > 0) => InMap(map),
        (ManifestValue.List { Items.Count: > 0 } list, > 0) => InList(list),
        _ => Any(Depth),
    };

    private ManifestValue InMap(ManifestValue.Map map)
    {
        List<KeyValuePair<string, ManifestValue>> entries = [.. map.Entries];
        var at = random.Next(Math.Max(1, entries.Count));
        switch (random.Next(6))
        {
            case 0:
                entries.Add(new(Key(), Any(Depth)));
                break;
            case 1 when entries.Count > 0:
                entries.RemoveAt(at);
                break;
            case 2 when entries.Count > 0:
                entries[at] = new(Key(), entries[at].Value);
                break;
            case > 2 when entries.Count > 0:
                entries[at] = new(entries[at].Key, Changed(entries[at].Value));
                break;
        }

        return new ManifestValue.Map(entries);
    }

    private ManifestValue.List InList(ManifestValue.List list)
    {
        List<ManifestValue> items = [.. list.Items];
        var at = random.Next(items.Count);
        items[at] = Changed(items[at]);
        items.Add(items[random.Next(items.Count)]);
        return new(items);
    }

    private ManifestValue Any(int depth) => random.Next(depth == 0 ? 4 : 6) switch
    {
        0 => new ManifestValue.Number(random.Next(3)),
        1 => new ManifestValue.Flag(random.Next(2) == 0),
        2 or 3 => Texts[random.Next(Texts.Length)],
        4 => new ManifestValue.List([.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(depth - 1))]),
        _ => new ManifestValue.Map([.. Enumerable.Range(0, random.Next(4)).Select(_ => KeyValuePair.Create(Key(), Any(depth - 1)))]),
    };

    private string Key() => Keys[random.Next(Keys.Length)];
}
