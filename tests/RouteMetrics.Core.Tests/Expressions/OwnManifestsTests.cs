using RouteMetrics.Core.Expressions;
using RouteMetrics.Core.Manifests;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Core.Tests.Reference;

namespace RouteMetrics.Core.Tests.Expressions;

/// <summary>What the controller writes passes through the webhook like anybody's: it never has a finding, or the controller would be told by itself, or refused.</summary>
public sealed class OwnManifestsTests
{
    public static TheoryData<Engine, AttachTo, string> Ways => new()
    {
        { Engine.Attributegen, AttachTo.Service, "unknown" },
        { Engine.Attributegen, AttachTo.Waypoint, "other" },
        { Engine.Native, AttachTo.Service, "unknown" },
        { Engine.Native, AttachTo.Service, "it's \\ other" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_is_made_of_any_mesh_has_no_finding(Engine engine, AttachTo attachTo, string unmatchedName)
    {
        var settings = new RouteMetricsSettings { Engine = engine, AttachTo = attachTo, UnmatchedName = unmatchedName };
        var judged = 0;
        foreach (var (seed, trial) in Trial.Run(Trial.Seed, Trial.Cases / 4))
        {
            foreach (var manifest in RoutePlan.Of(trial.Mesh, settings).Manifests())
            {
                if (AsWritten(manifest) is { } resource)
                {
                    judged++;
                    var findings = ExpressionPolicy.FindingsOf(resource, settings);
                    Assert.True(findings.Count == 0, $"ROUTE_METRICS_SEED={seed} {resource.Object}\n{string.Join('\n', findings)}");
                }
            }
        }

        Assert.NotEqual(0, judged);
    }

    private static IstioResource? AsWritten(Manifest manifest) => manifest.Kind switch
    {
        "WasmPlugin" => new(ObjectRef.WasmPlugin(new(manifest.Namespace!, manifest.Name)), SpecOf(manifest)),
        "Telemetry" => new(ObjectRef.Telemetry(new(manifest.Namespace!, manifest.Name)), SpecOf(manifest)),
        _ => null,
    };

    private static ManifestValue.Map SpecOf(Manifest manifest) => (ManifestValue.Map)manifest.Body.Entries.Single(static entry => entry.Key == "spec").Value;
}
