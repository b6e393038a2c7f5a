using RouteMetrics.Core.Explain;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;
using RouteMetrics.Core.Targets;

namespace RouteMetrics.Core.Tests.Explain;

public sealed class TargetChoiceTests
{
    private static readonly MeshSnapshot State = new()
    {
        Routes =
        [
            Route("web", ["shop.example.com", "*.example.org"], "public"),
            Route("inner", ["*.shop.example.org"], "private"),
            Route("both", ["both.example.com"], "public", "private"),
        ],
    };

    private static readonly TargetOperations[] Targets =
        [Operations(TargetKind.Service, "cart"), Operations(TargetKind.Service, "pay"), Operations(TargetKind.Gateway, "public"), Operations(TargetKind.Gateway, "private")];

    [Theory]
    [InlineData("http://cart.shop/", "Service shop/cart")]
    [InlineData("http://pay.shop.svc:8080/", "Service shop/pay")]
    [InlineData("http://PAY.Shop.svc.cluster.local./", "Service shop/pay")]
    [InlineData("https://Shop.example.com:8443/", "Gateway shop/public")]
    [InlineData("https://a.b.example.org/", "Gateway shop/public")]
    [InlineData("https://a.shop.example.org/", "Gateway shop/private")]
    [InlineData("https://both.example.com/", null)]
    [InlineData("https://example.org/", null)]
    [InlineData("http://cart/", null)]
    [InlineData("http://cart.other/", null)]
    [InlineData("http://cart.shop.example/", null)]
    public void The_host_chooses_the_target(string url, string? target) => Assert.Equal(target, Chosen(url, Targets));

    [Fact]
    public void The_only_target_is_chosen_whatever_the_host() =>
        Assert.Equal("Service shop/cart", Chosen("http://localhost:8080/", [Targets[0]]));

    private static string? Chosen(string url, IReadOnlyList<TargetOperations> targets) =>
        TargetChoice.Of(RequestText.Parse($"GET {url}", []).Request!, State, targets)?.Target is { } target ? $"{target.Kind} {target.Key}" : null;

    private static TargetOperations Operations(TargetKind kind, string name) => new(new(kind, new("shop", name)), []);

    private static HttpRoute Route(string name, string[] hostnames, params string[] gateways) => new()
    {
        Key = new(RouteKind.Http, "shop", name),
        Hostnames = hostnames,
        ParentRefs = [.. gateways.Select(static gateway => new ParentRef(ParentRef.GatewayGroup, "Gateway", "shop", gateway))],
    };
}
