using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

/// <summary>GRPCRoutes come to the paths of HTTPRoutes.</summary>
public sealed class GrpcRouteReviewTests
{
    private const string Hello = """[{"matches":[{"method":{"service":"helloworld.Greeter","method":"SayHello"}}]}]""";
    private const string NotRe2 = """[{"matches":[{"method":{"type":"RegularExpression","service":"a(?!b)","method":"c"}}]}]""";

    [Fact]
    public void It_gets_the_annotation_with_its_methods()
    {
        var answer = AnswerText.Of(Reviews.GrpcRoute(Hello), AdmissionPath.MutateHttpRoutes);

        Assert.Contains("helloworld.Greeter/SayHello", answer, StringComparison.Ordinal);
        Assert.Contains("request.url_path == '/helloworld.Greeter/SayHello'", answer, StringComparison.Ordinal);
        Assert.Contains("wrote the operations", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_judged_by_its_own_CRD() => Assert.Equal(
        [
            "allowed: true",
            "allowed: false RMW001 spec.rules[0].matches[0].method",
            "allowed: false RMW012 spec.rules[0].matches[0].method.service",
            "allowed: false RMW012 spec.rules[0].matches[0].method.method",
        ],
        new[] { Hello, NotRe2, """[{"matches":[{"method":{}}]}]""", """[{"matches":[{"method":{"method":"Say-Hello"}}]}]""" }.Select(Verdict));

    [Fact]
    public void An_update_that_changes_nothing_is_allowed() => Assert.StartsWith(
        "allowed: true\n", AnswerText.Of(Reviews.GrpcRoute(NotRe2, "UPDATE", Reviews.GrpcRouteObject(NotRe2)), AdmissionPath.ValidateHttpRoutes), StringComparison.Ordinal);

    private static string Verdict(string rules)
    {
        var answer = AnswerText.Of(Reviews.GrpcRoute(rules), AdmissionPath.ValidateHttpRoutes);
        var finding = answer.IndexOf("RMW", StringComparison.Ordinal);
        return finding < 0 ? answer.Split('\n')[0] : $"{answer.Split('\n')[0]} {answer[finding..].Split(": ")[0]}";
    }
}
