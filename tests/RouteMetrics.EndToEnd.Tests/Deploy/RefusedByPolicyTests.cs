using RouteMetrics.EndToEnd.Tests.Controller;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>What becomes of a write of the controller that the policy of <c>deploy/</c> refuses.</summary>
[Collection(nameof(BareCluster))]
public sealed class RefusedByPolicyTests(BareCluster bare)
{
    private const string Program = "system:serviceaccount:route-metrics:route-metrics";
    private const string Why = NamespacePolicyTests.Refused
        + "route-metrics may only change the labels istio.io/dataplane-mode and istio.io/use-waypoint, none such as team; "
        + "if it did not ask for that, a mutating policy or webhook has changed its request";

    // Somebody else's, that changes whatever is written to the namespace.
    private const string TeamLabel = $$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicy
        metadata: {name: team-label}
        spec:
          failurePolicy: Fail
          reinvocationPolicy: Never
          matchConstraints:
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [namespaces], scope: Cluster}]
          matchConditions: [{name: by-the-program, expression: "request.name == 'mutated' && request.userInfo.username == '{{Program}}'"}]
          mutations:
            - patchType: JSONPatch
              jsonPatch: {expression: "[JSONPatch{op: 'add', path: '/metadata/labels/team', value: 'a'}]"}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: team-label}
        spec: {policyName: team-label}
        """;

    private ControlPlane Cluster => bare.ControlPlane;

    private Kubectl Kubectl => bare.ControlPlane.Kubectl;

    [Fact]
    public async Task A_request_that_somebody_elses_policy_has_changed_is_tried_again_later_and_later_and_told_of()
    {
        Cluster.Needs(36, "MutatingAdmissionPolicy");
        await using var installation = await Installation.ApplyAsync(Cluster);
        await using var pod = await installation.StartPodAsync();
        await Kubectl.OutputAsync("create -f -", Manifest.Namespace("mutated", "routemetrics.io/enabled: \"true\""));
        await Kubectl.OutputAsync("create -f -", Manifest.Route("mutated", "{type: Exact, value: /healthz}"));
        await Cluster.HasAsync("mutated", Controller.Cluster.PodinfoIn("mutated"));
        await Kubectl.OutputAsync("create -f -", TeamLabel);
        const string TakeBack = $"label namespace mutated istio.io/use-waypoint- --dry-run=server --as={Program}";
        await Eventually.SucceedsAsync(async () =>
            Assert.EndsWith(Why, (await Kubectl.RunAsync(TakeBack)).Error.TrimEnd(), StringComparison.Ordinal));

        await Kubectl.OutputAsync("label --overwrite namespace mutated routemetrics.io/enabled=false");
        await Eventually.SucceedsAsync(() =>
        {
            var waits = pod.Logged("ReconcileFailed").Where(static line => ((string)line["fault"]!).EndsWith(Why, StringComparison.Ordinal))
                .Select(static line => (double)line["waitSeconds"]!).ToList();
            Assert.True(waits is [var first, _, .., var last] && last > 2 * first, string.Join(' ', waits));
            return Task.CompletedTask;
        });
        // One for the label that is taken back, and one for the record of what is ours.
        await Eventually.SucceedsAsync(async () => Assert.InRange(
            (await Cluster.EventsAsync("mutated")).Count(static told => told.StartsWith("Warning ApplyFailed Namespace/mutated: ", StringComparison.Ordinal)
                && told.EndsWith(Why, StringComparison.Ordinal)),
            1, 2));
        Assert.Equal("ambient mutated-waypoint", await Cluster.MeshLabelsAsync("mutated"));

        await Kubectl.OutputAsync("delete -f -", TeamLabel);
        await Eventually.SucceedsAsync(async () => Assert.Equal("ambient ", await Cluster.MeshLabelsAsync("mutated")));

        await Kubectl.OutputAsync("delete mutatingwebhookconfigurations,validatingwebhookconfigurations route-metrics");
        await pod.TerminateAsync();
        await Kubectl.OutputAsync($"delete --ignore-not-found secret route-metrics-tls-self-managed -n {Installation.Namespace}");
    }
}
