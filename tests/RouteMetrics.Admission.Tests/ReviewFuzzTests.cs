using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;
using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

/// <summary>Whatever the bytes are, there is an answer, and it carries the uid where the bytes told it.</summary>
public sealed class ReviewFuzzTests
{
    private static readonly string[] Strange =
        [
            "null", "true", "-1e999", "123456789012345678901234567890", "0.1", "\"\"", "\"\\u0000\\ud83d\\ude00\"", "[]", "{}",
            "[[[[{}]]]]", "{\"a\":{\"a\":[]}}"];

    public static TheoryData<string> Whole => [
        Reviews.Namespace("""{"name":"team","labels":{"a":"b"},"annotations":{"c":"d"},"deletionTimestamp":null}"""),
        Reviews.Route(
            """[{"name":"n","matches":[{"path":{"type":"Exact","value":"/a"},"method":"GET","headers":"""
            + """[{"type":"Exact","name":"h","value":"v"}],"queryParams":[{"name":"q","value":"1"}]}],"filters":[{"type":"URLRewrite"}"""
            + """],"backendRefs":[{"name":"s","filters":[{"type":"X"}]}]}]""",
            "UPDATE",
            """{"name":"routes","namespace":"podinfo","annotations":{"routemetrics.io/operations":"x"}"""
            + ""","creationTimestamp":"2026-01-01T00:00:00Z"}""",
            old: Reviews.RouteObject(Reviews.TwoRules)),
    ];

    [Theory]
    [MemberData(nameof(Whole))]
    public void Cut_off_anywhere(string review)
    {
        var bytes = Encoding.UTF8.GetBytes(review);
        var uidEnds = review.IndexOf(Reviews.Uid, StringComparison.Ordinal) + Reviews.Uid.Length;
        for (var length = 0; length < bytes.Length; length++)
        {
            var answer = Answer(bytes.AsMemory(0, length));
            Assert.Equal(length > uidEnds ? Reviews.Uid : null, Assert.IsType<AdmissionAnswer.Refused>(answer).Uid);
        }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void With_strange_values_at_every_place(string review)
    {
        foreach (var path in PathsOf(JsonNode.Parse(review)!))
        {
            foreach (var value in Strange)
            {
                var changed = JsonNode.Parse(review)!;
                Replace(changed, path, JsonNode.Parse(value));
                var isUidKept = path is not [] and not ["request"] and not ["request", "uid"];
                AssertUid(isUidKept ? Reviews.Uid : null, Answer(Encoding.UTF8.GetBytes(changed.ToJsonString())), isUidKept);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void With_bytes_changed_at_random(string review)
    {
        var random = new Random(20261122);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(review);
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            AssertUid(null, Answer(bytes), isKnown: false);
        }
    }

    [Fact]
    public void Made_of_random_bytes_and_brackets()
    {
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.GetItems("{}[]\":,0truefalsn\\u ew"u8.ToArray(), bytes.AsSpan());
            Assert.IsType<AdmissionAnswer.Refused>(Answer(bytes));
        }
    }

    private static AdmissionAnswer Answer(ReadOnlyMemory<byte> review)
    {
        var answer = AdmissionDecision.Answer(review, RouteMetricsSettings.Default, new NamespaceDirectory());
        var body = new ArrayBufferWriter<byte>();
        answer.WriteTo(body);
        using var document = JsonDocument.Parse(body.WrittenMemory);
        Assert.True(answer.StatusCode is 200 or 400, answer.ToString());
        return answer;
    }

    private static void AssertUid(string? uid, AdmissionAnswer answer, bool isKnown)
    {
        if (isKnown)
        {
            Assert.Equal(uid, answer is AdmissionAnswer.Decided(var request, _) ? request.Uid : ((AdmissionAnswer.Refused)answer).Uid);
        }
    }

    private static IEnumerable<object[]> PathsOf(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(member => PathsOf(member.Value).Select(rest => (object[])[member.Key, .. rest])).Prepend([]),
        JsonArray list => list.SelectMany((item, index) => PathsOf(item).Select(rest => (object[])[index, .. rest])).Prepend([]),
        _ => [[]],
    };

    private static void Replace(JsonNode root, object[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return;
        }

        var parent = path[..^1].Aggregate(root, (node, step) => step is int index ? node[index]! : node[(string)step]!);
        if (path[^1] is int last)
        {
            parent[last] = value;
        }
        else
        {
            parent[(string)path[^1]] = value;
        }
    }
}
