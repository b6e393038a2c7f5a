using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

public sealed class AdmissionReviewReaderTests
{
    private const string Head = """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":""";

    [Fact]
    public void Everything_that_is_decided_by_is_read()
    {
        var review = Reviews.Bytes(
            Reviews.Route(Reviews.TwoRules, "UPDATE", more: "\"subResource\":\"status\",", old: "{ \"old\": [1] }")
                .Replace("\"dryRun\":false", "\"dryRun\":true", StringComparison.Ordinal));
        Assert.True(AdmissionReviewReader.TryRead(review, out var request, out _));
        Assert.Equal(
            new AdmissionRequest
            {
                Uid = Reviews.Uid,
                Resource = new("gateway.networking.k8s.io", "v1", "httproutes"),
                Operation = AdmissionOperation.Update,
                SubResource = "status",
                Namespace = "podinfo",
                Name = "routes",
                Username = "jane",
                DryRun = true,
                Object = request.Object,
                OldObject = request.OldObject,
                Reviewed = request.Reviewed,
            },
            request);
        Assert.Equal(Reviews.RouteObject(Reviews.TwoRules), System.Text.Encoding.UTF8.GetString(request.Object.Span));
        Assert.Equal("{ \"old\": [1] }", System.Text.Encoding.UTF8.GetString(request.OldObject.Span));
    }

    [Theory]
    [InlineData(
        "",
        "the body is not JSON: line 1, byte 1: The input does not contain any JSON tokens. Expected the input to start with a valid "
        + "JSON token, when isFinalBlock is true.")]
    [InlineData(
        "{\"a\":1,\n}",
        "the body is not JSON: line 2, byte 1: The JSON object contains a trailing comma at the end which is not supported in this "
        + "mode. Change the reader options.")]
    [InlineData("{} {}", "the body is not JSON: line 1, byte 4: '{' is invalid after a single JSON value. Expected end of data.")]
    [InlineData("[1]", "the body: expected an object, found an array")]
    [InlineData("null", "apiVersion: missing; expected admission.k8s.io/v1")]
    [InlineData("{}", "apiVersion: missing; expected admission.k8s.io/v1")]
    [InlineData("""{"apiVersion":1}""", "apiVersion: expected a string, found a number")]
    [InlineData("""{"apiVersion":"v1"}""", "apiVersion: v1 is not admission.k8s.io/v1")]
    [InlineData(
        """{"apiVersion":"admission.k8s.io/v1beta1"}""",
        "apiVersion: admission.k8s.io/v1beta1 is not spoken here; set admissionReviewVersions: [\"v1\"] in the webhook configuration")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1"}""", "kind: missing; expected AdmissionReview")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"Pod"}""", "kind: Pod is not AdmissionReview")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}""", "request: missing")]
    [InlineData(Head + "null}", "request: missing")]
    [InlineData(Head + "[]}", "request: expected an object, found an array")]
    [InlineData(Head + "{}}", "request.uid: missing")]
    [InlineData(Head + """{"uid":""}}""", "request.uid: missing")]
    [InlineData(Head + """{"uid":{}}}""", "request.uid: expected a string, found an object")]
    public void A_body_that_is_no_review_is_refused(string body, string error) => Assert.Equal(new(400, error, null), Refusal(body));

    [Theory]
    [InlineData("""{"uid":"u"}""", "request.resource.resource: missing")]
    [InlineData("""{"resource":true,"uid":"u"}""", "request.resource: expected an object, found a boolean")]
    [InlineData("""{"resource":{"resource":"pods"},"uid":"u"}""", "request.operation: missing; expected CREATE, UPDATE, DELETE or CONNECT")]
    [InlineData(
        """{"resource":{"resource":"pods"},"uid":"u","operation":"PATCH"}""",
        "request.operation: PATCH is not one of CREATE, UPDATE, DELETE and CONNECT")]
    [InlineData("""{"resource":{"resource":"pods"},"uid":"u","operation":"CREATE"}""", "request.object: missing, and CREATE has one")]
    [InlineData(
        """{"resource":{"resource":"pods"},"uid":"u","operation":"UPDATE","object":null}""", "request.object: missing, and UPDATE has one")]
    [InlineData(
        """{"object":[],"resource":{"resource":"pods"},"uid":"u","operation":"UPDATE"}""",
        "request.object: expected an object, found an array")]
    [InlineData(
        """{"oldObject":"","resource":{"resource":"pods"},"uid":"u","operation":"DELETE"}""",
        "request.oldObject: expected an object, found a string")]
    [InlineData("""{"dryRun":"yes","name":[1,{"a":2}],"uid":"u"}""", "request.dryRun: expected a boolean, found a string")]
    [InlineData("""{"userInfo":{"username":7,"groups":[]},"uid":"u"}""", "request.userInfo.username: expected a string, found a number")]
    public void A_refused_request_is_answered_with_its_uid(string request, string error) =>
        Assert.Equal(new(400, error, "u"), Refusal(Head + request + "}"));

    [Theory]
    [InlineData(
        """{"uid":"u","name":""",
        "the body is not JSON: line 1, byte 90: Expected depth to be zero at the end of the JSON payload. There is an open JSON "
        + "object or array that should be closed.")]
    [InlineData("""{"uid":"u","name":"\ud800"}}""", "the body is not Unicode: byte 91 is half of a surrogate pair")]
    [InlineData("""{"name":"\udead\ubeef","uid":"u"}}""", "the body is not Unicode: byte 81 is half of a surrogate pair", null)]
    public void What_breaks_behind_the_uid_is_answered_with_it(string rest, string error, string? uid = "u") =>
        Assert.Equal(new(400, error, uid), Refusal(Head + rest));

    [Theory]
    [InlineData("\\ud83d\\ude00")]
    [InlineData("\\\\ud800")]
    [InlineData("\\u0041\\\"")]
    public void Text_that_only_looks_like_half_a_pair_is_text(string text)
    {
        var review = Reviews.Review(Reviews.Namespaces, "DELETE", "null", "null", "", $"\"x\":\"{text}\",");
        Assert.True(AdmissionReviewReader.TryRead(Reviews.Bytes(review), out _, out _));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_by_their_place()
    {
        var body = Reviews.Bytes("""{"uid":"abc"}""");
        body[9] = 0xff;
        Assert.False(AdmissionReviewReader.TryRead(body, out _, out var refusal));
        Assert.Equal(new(400, "the body is not UTF-8: byte 10", null), refusal);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100_000));
        var refusal = Refusal(Head + """{"uid":"u","object":{"a":""" + deep);
        Assert.Equal(
            "the body is not JSON: line 1, byte 10096: The maximum configured depth of 10002 has been exceeded. Cannot read next JSON array.",
            refusal.Error);
        Assert.Equal("u", refusal.Uid);
    }

    [Fact]
    public void Long_values_are_cut_in_messages() => Assert.Equal(
        $"kind: {new string('x', 63)}… is not AdmissionReview",
        Refusal($$"""{"apiVersion":"admission.k8s.io/v1","kind":"{{new string('x', 1000)}}"}""").Error);

    private static AdmissionAnswer.Refused Refusal(string body)
    {
        Assert.False(AdmissionReviewReader.TryRead(Reviews.Bytes(body), out var request, out var refusal));
        Assert.Null(request);
        return refusal;
    }
}
