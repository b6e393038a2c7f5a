using RouteMetrics.Core.Model;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Testing;

namespace RouteMetrics.Admission.Tests;

public sealed class NamespaceDirectoryTests
{
    private const string Warn = """{"name":"routes","labels":{"routemetrics.io/mode":"warn"}}""";

    [Fact]
    public void Labels_are_learnt_from_what_was_reviewed() => Assert.Equal("warn", ModeAfter(Reviews.Namespace(Warn)));

    [Fact]
    public void A_later_review_replaces_them() =>
        Assert.Null(ModeAfter(Reviews.Namespace(Warn), Reviews.Namespace("""{"name":"routes"}""", "UPDATE")));

    [Fact]
    public void A_deleted_namespace_is_forgotten() => Assert.Null(ModeAfter(Reviews.Namespace(Warn), Reviews.Namespace(Warn, "DELETE")));

    [Fact]
    public void A_dry_run_teaches_nothing() =>
        Assert.Null(ModeAfter(Reviews.Namespace(Warn).Replace("\"dryRun\":false", "\"dryRun\":true", StringComparison.Ordinal)));

    [Fact]
    public void A_subresource_teaches_nothing() =>
        Assert.Null(ModeAfter(Reviews.Namespace(Warn, "UPDATE", "\"subResource\":\"finalize\",")));

    [Fact]
    public void A_namespace_without_its_name_teaches_nothing() =>
        Assert.Null(ModeAfter(Reviews.Namespace("""{"labels":{"routemetrics.io/mode":"warn"}}""")));

    [Fact]
    public void Only_the_labels_that_are_read_are_kept()
    {
        var namespaces = new NamespaceDirectory();
        namespaces.Learn(new("team", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["a"] = "b",
            ["routemetrics.io/enabled"] = "false",
            ["routemetrics.io/mode"] = new('x', 64),
        }));
        Assert.Equal([new("routemetrics.io/enabled", "false")], namespaces["team"].Labels);
    }

    [Fact]
    public void Once_it_follows_the_cluster_it_knows_what_the_cluster_has_and_learns_from_no_review()
    {
        var namespaces = new NamespaceDirectory();
        namespaces.Learn(Audited("gone"));
        namespaces.Follow([Audited("there")]);
        Assert.True(AdmissionReviewReader.TryRead(Reviews.Bytes(Reviews.Namespace(Warn)), out var request, out _));
        namespaces.Observe(request);
        Assert.Equal(
            [null, "audit", null],
            new[] { "gone", "there", "routes" }.Select(name => namespaces[name].Labels.GetValueOrDefault("routemetrics.io/mode")));

        namespaces.Learn(Audited("later"));
        namespaces.Forget("there");
        Assert.Equal(
            [null, "audit"], new[] { "there", "later" }.Select(name => namespaces[name].Labels.GetValueOrDefault("routemetrics.io/mode")));
    }

    private static Core.Model.NamespaceResource Audited(string name) =>
        new(name, new Dictionary<string, string>(StringComparer.Ordinal) { ["routemetrics.io/mode"] = "audit" });

    private static string? ModeAfter(params string[] reviews)
    {
        var namespaces = new NamespaceDirectory();
        foreach (var review in reviews)
        {
            Assert.True(AdmissionReviewReader.TryRead(Reviews.Bytes(review), out var request, out _));
            namespaces.Observe(request);
        }

        return namespaces["routes"].Labels.GetValueOrDefault("routemetrics.io/mode");
    }
}
