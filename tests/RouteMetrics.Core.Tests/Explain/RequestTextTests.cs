using RouteMetrics.Core.Explain;

namespace RouteMetrics.Core.Tests.Explain;

public sealed class RequestTextTests
{
    [Theory]
    [InlineData("GET http://podinfo-svc.podinfo:9898/healthz", "GET http podinfo-svc.podinfo:9898 9898 /healthz")]
    [InlineData("GET http://h/a%2Fb/../c?q=%41&q=#top", "GET http h 80 /a%2Fb/../c?q=%41&q=")]
    [InlineData("GET https://h//x", "GET https h 443 //x")]
    [InlineData("GET HTTP://H:8080", "GET http H:8080 8080 /")]
    [InlineData("GET http://h?q=1", "GET http h 80 /?q=1")]
    [InlineData("GET http://h:/x", "GET http h: 80 /x")]
    [InlineData("GET http://[::1]:8080/x", "GET http [::1]:8080 8080 /x")]
    [InlineData("GET http://[::1]/x", "GET http [::1] 80 /x")]
    [InlineData("GET http://h/größe/\u00e9?ü='\"\\", "GET http h 80 /größe/\u00e9?ü='\"\\")]
    [InlineData("OPTIONS *", "OPTIONS http  80 *")]
    [InlineData("OPTIONS http://h:81*", "OPTIONS http h:81 81 *")]
    [InlineData("POST /echo?x=http://y", "POST http  80 /echo?x=http://y")]
    [InlineData("CONNECT h:443", "CONNECT http h:443 443 <none>")]
    [InlineData("purge   http://h/x", "purge http h 80 /x")]
    public void A_request_is_read_as_it_is_typed(string text, string expected) => Assert.Equal(expected, Summary(RequestText.Parse(text, [])));

    [Theory]
    [InlineData("", "\"\" is not a method and a URL; write it like \"GET http://podinfo-svc.podinfo:9898/healthz\"")]
    [InlineData("GET", "\"GET\" is not a method and a URL; write it like \"GET http://podinfo-svc.podinfo:9898/healthz\"")]
    [InlineData("http://h/", "\"http://h/\" is not a method and a URL; write it like \"GET http://podinfo-svc.podinfo:9898/healthz\"")]
    [InlineData("G(T http://h/", "\"G(T\" is not a method; write the request like \"GET http://podinfo-svc.podinfo:9898/healthz\"")]
    [InlineData("GET h/x", "\"h/x\" is not a URL: it has no scheme; write the request like \"GET http://podinfo-svc.podinfo:9898/healthz\"")]
    [InlineData("GET ", "\"\" is not a URL: it has no scheme; write the request like \"GET http://podinfo-svc.podinfo:9898/healthz\"")]
    [InlineData("GET ftp://h/x", "\"ftp://h/x\" has the scheme \"ftp\"; only http and https are routed by an HTTPRoute")]
    [InlineData("GET http://h/a b", "\"http://h/a b\" has a space in its URL, which no client can send; write it %20")]
    [InlineData("GET http://h/a\tb", "\"http://h/a\tb\" has a control character in its URL, which no client can send; write it %09")]
    [InlineData("GET /\u009b", "\"/\u009b\" has a control character in its URL, which no client can send; write it %C2%9B")]
    [InlineData("GET http:///x", "\"\" is not host[:port] (without user, port 1 to 65535)")]
    [InlineData("GET http://h:0/x", "\"h:0\" is not host[:port] (without user, port 1 to 65535)")]
    [InlineData("GET http://h:99999/x", "\"h:99999\" is not host[:port] (without user, port 1 to 65535)")]
    [InlineData("GET http://me:x@h/x", "\"me:x@h\" is not host[:port] (without user, port 1 to 65535)")]
    [InlineData("OPTIONS http://h*x", "\"h*x\" has no path; after the host comes \"/\"")]
    public void What_is_no_request_is_refused_with_an_example(string text, string fault) =>
        Assert.Equal(new RequestText(null, $"--request: {fault}"), RequestText.Parse(text, []));

    [Fact]
    public void Headers_keep_their_order_and_a_host_header_takes_the_place_of_the_authority()
    {
        var request = RequestText.Parse("GET http://10.0.0.1:8080/x", ["X-Env: prod", "Host: shop.example.com", "x-env:", "a:\tb: c "]).Request!;

        Assert.Equal("shop.example.com 8080", $"{request.Authority} {request.Port}");
        Assert.Equal([new("X-Env", "prod"), new("x-env", ""), new("a", "b: c")], request.Headers);
    }

    [Fact]
    public void A_host_header_gives_the_port_of_a_request_without_authority()
    {
        var request = RequestText.Parse("GET /x", ["host: shop.example.com:8443"]).Request!;

        Assert.Equal("shop.example.com:8443 8443 shop.example.com", $"{request.Authority} {request.Port} {request.Host}");
    }

    [Theory]
    [InlineData("x-env", "\"x-env\" is not \"name: value\"; write it like -H 'x-env: prod'")]
    [InlineData(": v", "\": v\" is not \"name: value\"; write it like -H 'x-env: prod'")]
    [InlineData(":path: /x", "\":path: /x\" is not \"name: value\"; write it like -H 'x-env: prod'")]
    [InlineData("x env: v", "\"x env: v\" is not \"name: value\"; write it like -H 'x-env: prod'")]
    [InlineData("host: me@h", "\"me@h\" is not host[:port] (without user, port 1 to 65535)")]
    [InlineData("x-env: a\r\nb: c", "\"x-env\" has a line end or a NUL in its value, which no client can send")]
    public void What_is_no_header_is_refused(string header, string fault) =>
        Assert.Equal(new RequestText(null, $"-H: {fault}"), RequestText.Parse("GET /", [header]));

    [Theory]
    [InlineData("GET /x", "", true)]
    [InlineData("GET /x", "host: h", true)]
    [InlineData("GET /x", "host: h:80", false)]
    [InlineData("GET http://h/x", "", false)]
    public void The_port_is_assumed_where_neither_a_scheme_nor_a_host_says_it(string text, string header, bool isAssumed) =>
        Assert.Equal((80, isAssumed), RequestText.Parse(text, header.Length == 0 ? [] : [header]).Request is { } request ? (request.Port, request.IsPortAssumed) : default);

    private static string Summary(RequestText text) => text.Request is { } request
        ? $"{request.Method} {request.Scheme} {request.Authority} {request.Port} {request.Path ?? "<none>"}"
        : text.Fault!;
}
