using RouteMetrics.Core.Findings;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Tests.Operations;

namespace RouteMetrics.Core.Tests.Rules;

public class CrdValueRuleTests
{
    private static string[] Faults(HttpRoute route) =>
        [.. Some.Plan(route).Findings.Where(finding => finding.Code == Core.Findings.FindingCode.RMW012).Select(finding => finding.Message)];

    private static HttpRoute With(HttpRouteMatch match) => Some.Route("r", Some.Service("s"), match);

    // The accepted and refused paths of gateway-api tests/cel/httproute_test.go, and more.
    [Theory]
    [InlineData("/")]
    [InlineData("/foo/")]
    [InlineData("/...")]
    [InlineData("/foo..")]
    [InlineData("/.well-known")]
    [InlineData("/abc/123'/a-b-c/d@gmail/%0A")]
    [InlineData("/%00%5C%22!$&()*+,;=:~_")]
    public void A_path_that_the_CRD_takes_is_taken(string path)
    {
        Assert.Empty(Faults(With(Some.Exact(path))));
        Assert.Empty(Faults(With(Some.Prefix(path))));
    }

    [Theory]
    [InlineData("foo", "must be an absolute path; begin it with /")]
    [InlineData("", "must be an absolute path; begin it with /")]
    [InlineData("/a//b", "must not contain //, /./, /../, %2f, %2F or #, which no normalized request path has; write the path without")]
    [InlineData("/a/./b", "must not contain //, /./, /../, %2f, %2F or #, which no normalized request path has; write the path without")]
    [InlineData("/a%2Fb", "must not contain //, /./, /../, %2f, %2F or #, which no normalized request path has; write the path without")]
    [InlineData("/a#b", "must not contain //, /./, /../, %2f, %2F or #, which no normalized request path has; write the path without")]
    [InlineData("/.", "must not end with /. or /.., as no normalized request path does; write the path without")]
    [InlineData("/a/..", "must not end with /. or /.., as no normalized request path does; write the path without")]
    [InlineData("/[]", "must be made of letters, digits and -._~!$&'()*+,;=:@/; write other characters as %XX")]
    [InlineData("/ä", "must be made of letters, digits and -._~!$&'()*+,;=:@/; write other characters as %XX")]
    [InlineData("/a b", "must be made of letters, digits and -._~!$&'()*+,;=:@/; write other characters as %XX")]
    [InlineData("/%1", "must be made of letters, digits and -._~!$&'()*+,;=:@/; write other characters as %XX")]
    [InlineData("/%zz", "must be made of letters, digits and -._~!$&'()*+,;=:@/; write other characters as %XX")]
    public void A_path_that_the_CRD_refuses_is_refused_with_the_reason(string path, string reason) =>
        Assert.Equal([$"spec.rules[0].matches[0].path.value: \"{path}\": {reason}"], Faults(With(Some.Exact(path))));

    [Fact]
    public void Only_the_length_of_a_regular_expression_is_limited()
    {
        Assert.Empty(Faults(With(Some.Expression("no/slash [äö]"))));
        Assert.Contains("must have at most 1024 characters, not 1025; shorten it", Assert.Single(Faults(With(Some.Expression(new string('a', 1025))))));
        Assert.Empty(Faults(With(Some.Expression(string.Concat(Enumerable.Repeat("😀", 1024))))));
    }

    [Fact]
    public void Names_and_values_of_matchers_hostnames_and_rule_names_are_checked()
    {
        var route = With(Some.Exact("/").WithHeader("a b", "").WithQuery("ids[]", new string('v', 1025))) with { Hostnames = ["ok.example.com", "*.example.com", "Bad.example.com", "a.com:80", "*"] };

        Assert.Equal(
            [
                "spec.hostnames[2]: \"Bad.example.com\": must be a DNS name in lower case without a port; write one such as www.example.com or *.example.com",
                "spec.hostnames[3]: \"a.com:80\": must be a DNS name in lower case without a port; write one such as www.example.com or *.example.com",
                "spec.hostnames[4]: \"*\": must be a DNS name in lower case without a port; write one such as www.example.com or *.example.com",
                "spec.rules[0].matches[0].headers[0].name: \"a b\": must be 1 to 256 letters, digits and !#$%&'*+-.^_`|~; write a name of these",
                "spec.rules[0].matches[0].headers[0].value: \"\": must have 1 to 4096 characters, not 0; write a value",
                "spec.rules[0].matches[0].queryParams[0].name: \"ids[]\": must be 1 to 256 letters, digits and !#$%&'*+-.^_`|~; write a name of these",
                $"spec.rules[0].matches[0].queryParams[0].value: \"{new string('v', 64)}…\": must have 1 to 1024 characters, not 1025; shorten it",
                "spec.rules[0].name: \"Not DNS\": must be a lower-case RFC 1123 subdomain; write one such as get-health",
            ],
            Faults(route with { Rules = [route.Rules[0] with { Name = "Not DNS" }] }));
    }

    [Fact]
    public void A_header_repeated_in_another_spelling_is_told()
    {
        var finding = Assert.Single(Some.Plan(With(Some.Exact("/x").WithHeader("Foo", "1").WithHeader("foo", "1"))).Findings);

        Assert.Equal(
            "RMW007 spec.rules[0].matches[0].headers[1].name: \"foo\": repeats headers[0] in another spelling: Gateway API uses only the first, Istio asks for both; remove one",
            finding.ToString());
    }
}
