using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Tests.Operations;

/// <summary>What a name shows of a route, and what it does not.</summary>
public sealed class TellingTextTests
{
    [Theory]
    [InlineData("version", "two", "version=two")]
    [InlineData("x-canary", "always", "x-canary=always")]
    [InlineData("x-region", "eu-west-1", "x-region=eu-west-1")]
    [InlineData("cookie", "canary=true", "cookie=canary=true")]
    [InlineData("x-api-version", "2026-01-01", "x-api-version=2026-01-01")]
    [InlineData("x-gateway-secret", "s3cr3tvalue", "x-gateway-secret=...")]
    [InlineData("x-gateway-secret", "plain", "x-gateway-secret=...")]
    [InlineData("x-api-key", "abc", "x-api-key=...")]
    [InlineData("authorization", "Basic YWxhZGRpbjpvcGVuc2VzYW1l", "authorization=...")]
    [InlineData("cookie", "session=abc", "cookie=...")]
    [InlineData("x-release", "3f2a9c1d", "x-release=...")]
    [InlineData("x-trace", "550e8400-e29b-41d4-a716-446655440000", "x-trace=...")]
    [InlineData("x-id", "a value that is longer than names may show", "x-id=...")]
    [InlineData("x-forwarded-proto", "https", "x-forwarded-proto=https")]
    [InlineData("accept", "text/html", "accept=text/html")]
    [InlineData("x-version", "v1.2.3-rc1", "x-version=v1.2.3-rc1")]
    [InlineData("x-region", "us-east1-b", "x-region=us-east1-b")]
    [InlineData("x-action", "addToCart", "x-action=addToCart")]
    [InlineData("x-secretkey", "letmein", "x-secretkey=...")]
    [InlineData("authentication", "letmein", "authentication=...")]
    [InlineData("x-author", "smith", "x-author=smith")]
    [InlineData("x-jwtassertion", "letmein", "x-jwtassertion=...")]
    [InlineData("cookie", "JSESSIONID=ABCD1234", "cookie=...")]
    [InlineData("cookie", "PHPSESSID=abcdef", "cookie=...")]
    [InlineData("x-webhook", "sk_live_abcd1234", "x-webhook=...")]
    [InlineData("x-access", "AKIAIOSFODNN", "x-access=...")]
    [InlineData("x-card", "4111-1111-1111-1111", "x-card=...")]
    [InlineData("x-ssn", "123-45-6789", "x-ssn=...")]
    [InlineData("x-invite", "ab12-cd34-ef56-gh78", "x-invite=...")]
    [InlineData("x-invite", "ABCD-EFGH-IJKL", "x-invite=...")]
    [InlineData("x-env", "dGVzdA==", "x-env=...")]
    [InlineData("x-code", "XkQzTrWe", "x-code=...")]
    [InlineData("x-build", "deadbeef", "x-build=...")]
    public void A_header_s_value_is_shown_if_it_is_plain(string name, string value, string shown) => Assert.Equal(
        [$"GET /pay {{{shown}}}", "GET /pay"],
        Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact("/pay", "GET").WithHeader(name, value), Some.Exact("/pay", "GET"))).Values());

    [Theory]
    [InlineData("token", "tok_live", "?token=...")]
    [InlineData("debug", "1", "?debug=1")]
    [InlineData("sig", "v4", "?sig=...")]
    [InlineData("accessKey", "opensesame", "?accessKey=...")]
    [InlineData("userPwd", "letmein", "?userPwd=...")]
    [InlineData("tokenId", "abcd", "?tokenId=...")]
    [InlineData("pass", "letmein", "?pass=...")]
    [InlineData("compass", "north", "?compass=north")]
    public void So_is_a_query_parameter_s(string name, string value, string shown) => Assert.Equal(
        [$"GET /pay {{{shown}}}", "GET /pay"],
        Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact("/pay", "GET").WithQuery(name, value), Some.Exact("/pay", "GET"))).Values());

    [Fact]
    public void Values_that_are_not_shown_leave_the_place_to_tell_matches_apart() => Assert.Equal(
        ["GET /pay {x-token=..., Exact, rules[0].matches[0]}", "GET /pay {x-token=..., Exact, rules[1].matches[0]}"],
        Some.Plan(Some.Route(
            "r", Some.Service("s"), Some.Exact("/pay", "GET").WithHeader("x-token", "one"), Some.Exact("/pay", "GET").WithHeader("x-token", "two"))).Values());

    [Theory]
    [InlineData("/.well-known/acme-challenge/LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0", "* /.well-known/acme-challenge/...")]
    [InlineData("/.well-known/acme-challenge/plain", "* /.well-known/acme-challenge/...")]
    [InlineData("/users/550e8400-e29b-41d4-a716-446655440000/orders", "* /users/.../orders")]
    [InlineData("/static/app.3f2a9c1d.js", "* /static/...")]
    [InlineData("/oauth2callback", "* /oauth2callback")]
    [InlineData("/invite/fkkwuxjzvnjgrhfxdjsoznklbzpozbxq", "* /invite/...")]
    [InlineData("/invite/UJfxcDj5LAVStyag", "* /invite/...")]
    [InlineData("/cards/5644-6027-4824-0541", "* /cards/...")]
    [InlineData("/calls/2025550143", "* /calls/...")]
    [InlineData("/build/3fa9c1d207", "* /build/...")]
    [InlineData("/bot594599226:AASPSD8-wykPRvYWnixKqzTvb/send", "* /.../send")]
    [InlineData("/days/2026-11-27", "* /days/2026-11-27")]
    [InlineData("/apis/validatingwebhookconfigurations", "* /apis/validatingwebhookconfigurations")]
    [InlineData("/phpmyadmin/XMLHttpRequest", "* /phpmyadmin/XMLHttpRequest")]
    [InlineData("/listUserAccounts", "* /listUserAccounts")]
    [InlineData("/api/v1beta2/k8s/i18n", "* /api/v1beta2/k8s/i18n")]
    [InlineData("/a-rather-long-but-plainly-speaking-segment-of-a-path-in-many-words", "* /a-rather-long-but-plainly-speaking-segment-of-a-path-in-many-words")]
    [InlineData("/InternationalConfigurationService/Get", "* /InternationalConfigurationService/Get")]
    public void A_path_shows_no_token(string path, string name) =>
        Assert.Equal([name], Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact(path))).Values());

    [Fact]
    public void A_given_name_is_the_user_s() => Assert.Equal(
        ["s3cr3t of mine"],
        Some.Plan(Some.Route("r", Some.Service("s"), Some.Exact("/x")) with
        {
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/operation-names"] = "* /x: s3cr3t of mine" },
        }).Values());
}
