using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Conflicts;

/// <summary>Reads a VirtualService or an Istio Gateway where it routes (istio/api networking/v1).</summary>
public static class ForeignRoutingSpec
{
    private const string Mesh = "mesh";

    /// <summary>More than anybody writes by hand; what is beyond is not looked at.</summary>
    private const int Most = 1000;

    public static VirtualServiceResource VirtualServiceOf(IstioResource resource)
    {
        var spec = new SpecNode(resource.Spec, "spec");
        return new(resource.Object.Key)
        {
            Hosts = TextsOf(spec["hosts"]),
            Gateways = TextsOf(spec["gateways"]) is { Count: > 0 } named
                ? [.. named.Select(name => name == Mesh || name.Contains('/') ? name : $"{resource.Object.Key.Namespace}/{name}")]
                : [Mesh],
            RouteNames = [.. spec["http"].Items.Take(Most).Select(static entry => entry["name"].Text).OfType<string>()],
        };
    }

    public static IstioGatewayResource GatewayOf(IstioResource resource)
    {
        var spec = new SpecNode(resource.Spec, "spec");
        return new(resource.Object.Key)
        {
            Selector = [.. spec["selector"].Fields.Select(static label => KeyValuePair.Create(label.Name, label.Node.Text ?? ""))],
            Servers =
            [
                .. spec["servers"].Items.Take(Most).Select(static server => new IstioServer(
                    server["port"]["number"].Value is ManifestValue.Number(var number) ? (int)Math.Clamp(number, 0, int.MaxValue) : 0,
                    TextsOf(server["hosts"]))),
            ],
        };
    }

    private static IReadOnlyList<string> TextsOf(SpecNode list) =>
        [.. list.Items.Take(Most).Select(static item => item.Text).OfType<string>()];
}
