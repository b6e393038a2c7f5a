using System.Text.Json.Nodes;
using RouteMetrics.Core.Namespaces;
using RouteMetrics.Core.Settings;

namespace RouteMetrics.EndToEnd.Tests.Deploy;

/// <summary>
/// The policy of <c>deploy/</c> that binds our account, by requests with the account's own token. RBAC lets it do
/// anything with namespaces here, so that nothing but the policy refuses.
/// </summary>
public sealed class NamespacePolicyTests(NamespacePolicyTests.Bound bound) : IClassFixture<NamespacePolicyTests.Bound>
{
    internal const string Refused =
        "ValidatingAdmissionPolicy 'route-metrics-namespaces' with binding 'route-metrics-namespaces' denied request: ";

    private static readonly string[] OddNames =
        ["a", "9", "a-1", new('b', 53), new('b', 54), $"{new string('b', 54)}-c", $"0{new string('-', 40)}1", "deadbeef"];

    private Kubectl Admin => bound.Cluster.Kubectl;

    public static TheoryData<string> AllowedWrites => [.. NamespaceWrite.Allowed.Select(static write => write.About)];

    public static TheoryData<string> RefusedWrites => [.. NamespaceWrite.Refused.Select(static write => write.About)];

    [Theory]
    [MemberData(nameof(AllowedWrites))]
    public async Task Our_account_may(string about)
    {
        await bound.NeededAsync();
        var write = NamespaceWrite.Allowed.Single(known => known.About == about);
        var (ended, hasChanged, name) = await WriteAsync(write);
        Assert.True(ended.Exit == 0, $"{name}: {ended.Error}");
        Assert.Equal(!write.ChangesNothing, hasChanged);
    }

    [Theory]
    [MemberData(nameof(RefusedWrites))]
    public async Task Our_account_may_not(string about)
    {
        await bound.NeededAsync();
        var write = NamespaceWrite.Refused.Single(known => known.About == about);
        var (ended, hasChanged, name) = await WriteAsync(write);
        Assert.Equal((1, In(name, write.Refusal!)), (ended.Exit, RefusalOf(ended)));
        Assert.False(hasChanged);
    }

    [Fact]
    public async Task Each_waypoint_that_the_program_generates_is_its_own_to_add_and_to_take_away()
    {
        await bound.NeededAsync();
        NamespaceWrite[] writes = [NamespaceWrite.Allowed[0], NamespaceWrite.Json("it is taken away", "{}", NamespaceWrite.TakeBack)];
        foreach (var name in OddNames)
        {
            await bound.CreateAsync(name, "{}");
            foreach (var write in writes)
            {
                var ended = await bound.Account.RunAsync(In(name, write.Command), In(name, write.Input));
                Assert.True(ended.Exit == 0, $"{name}: {ended.Error}");
            }
        }
    }

    [Fact]
    public async Task An_apply_that_leaves_out_a_label_of_ours_is_refused()
    {
        await bound.NeededAsync();
        await bound.CreateAsync("left-out", "{}");
        await bound.Account.OutputAsync(NamespaceWrite.Allowed[0].Command, In("left-out", NamespaceWrite.Allowed[0].Input));
        var less = NamespaceWrite.Apply("less", "{}", """{"labels":{"istio.io/use-waypoint":"{waypoint}"}}""");
        var ended = await bound.Account.RunAsync(less.Command, In("left-out", less.Input));
        Assert.Equal(NamespaceWrite.Refused.Single(static known => known.About == "the mode is removed").Refusal, RefusalOf(ended));
    }

    [Fact]
    public async Task Nobody_else_is_bound()
    {
        await bound.NeededAsync();
        foreach (var user in (string[])["jane", "system:serviceaccount:route-metrics:default", "system:serviceaccount:other:route-metrics"])
        {
            var write = NamespaceWrite.Refused.Single(static known => known.About == "a label of a user is added");
            var name = await bound.CreateAsync(null, write.Metadata);
            await Admin.OutputAsync($"{In(name, write.Command)} --as={user} --as-group=system:masters");
        }
    }

    [Fact]
    public async Task The_names_of_waypoints_are_those_of_the_policys_variable()
    {
        await bound.NeededAsync();
        var name = await bound.CreateAsync(null, """{"labels":{"istio.io/use-waypoint":"{ns}-waypoint"}}""");
        await NameWaypointsAsync("['wp-of-{owner}','{owner}-waypoint']");
        try
        {
            foreach (var write in (NamespaceWrite[])
            [
                NamespaceWrite.Json("the earlier name", "{}", NamespaceWrite.TakeBack),
                NamespaceWrite.Merge("the current name", "{}", """{"labels":{"istio.io/use-waypoint":"wp-of-{ns}"}}"""),
            ])
            {
                await Eventually.SucceedsAsync(() => bound.Account.OutputAsync(In(name, write.Command)));
            }

            var theirs = NamespaceWrite.Merge("theirs", "{}", """{"labels":{"istio.io/use-waypoint":"theirs"}}""");
            Assert.Equal(
                In(name, NamespaceWrite.OfWaypoint("theirs", "wp-of-{ns} or {ns}-waypoint")),
                RefusalOf(await bound.Account.RunAsync(In(name, theirs.Command))));
        }
        finally
        {
            await NameWaypointsAsync("['{owner}-waypoint']");
            var probe = In(name, $"{NamespaceWrite.Json("taken away", "{}", NamespaceWrite.TakeBack).Command} --dry-run=server");
            await Eventually.SucceedsAsync(async () => Assert.Equal(
                In(name, NamespaceWrite.OfWaypoint("wp-of-{ns}")), RefusalOf(await bound.Account.RunAsync(probe))));
        }
    }

    private static string In(string name, string text) => text.Replace("{ns}", name, StringComparison.Ordinal)
        .Replace("{waypoint}", NamespaceEnrolment.GeneratedWaypoint(name, RouteMetricsSettings.Default), StringComparison.Ordinal);

    // What the policy says, and only it; else all that was said.
    private static string RefusalOf(Ended ended) => ended.Error.Split(Refused) is [_, var refusal] ? refusal.TrimEnd() : ended.Error;

    private async Task<(Ended Ended, bool HasChanged, string Name)> WriteAsync(NamespaceWrite write)
    {
        var name = write.IsThere ? write.Name! : await bound.CreateAsync(write.Name, write.Metadata);
        var before = await VersionAsync(name);
        var ended = await bound.Account.RunAsync(In(name, write.Command), In(name, write.Input));
        return (ended, await VersionAsync(name) != before, name);
    }

    private async Task<string> VersionAsync(string name) =>
        (string)(await bound.Cluster.Api.GetAsync($"/api/v1/namespaces/{name}")).Object["metadata"]!["resourceVersion"]!;

    // As docs/configuration.md says it.
    private Task<string> NameWaypointsAsync(string names)
    {
        const string First = "/spec/variables/0";
        var isNames = $$"""{"op":"test","path":"{{First}}/name","value":"waypointNames"}""";
        var replaced = $$"""{"op":"replace","path":"{{First}}/expression","value":"{{names}}"}""";
        return Admin.OutputAsync($"patch validatingadmissionpolicy route-metrics-namespaces --type=json -p [{isNames},{replaced}]");
    }

    /// <summary>A cluster with the overlay, and the account's token.</summary>
    public sealed class Bound : IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("account-").FullName;
        private int created;
        private Kubectl? kubectl;

        internal ControlPlane Cluster { get; private set; } = null!;

        /// <summary>kubectl with the token of our account.</summary>
        internal Kubectl Account => kubectl!;

        public async ValueTask InitializeAsync() => Cluster = await ControlPlane.StartAsync();

        public async ValueTask DisposeAsync()
        {
            await (Cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
            Directory.Delete(folder, recursive: true);
        }

        /// <summary>Applies the overlay, if no test has before.</summary>
        internal async Task NeededAsync()
        {
            Cluster.Needs(30, "ValidatingAdmissionPolicy");
            if (kubectl is not null)
            {
                return;
            }

            await using var applied = await Installation.ApplyAsync(Cluster);

            // No pod runs.
            await Cluster.Kubectl.OutputAsync("delete mutatingwebhookconfigurations,validatingwebhookconfigurations route-metrics");
            const string All = "--verb=* --resource=namespaces,namespaces/status,namespaces/finalize";
            await Cluster.Kubectl.OutputAsync($"create clusterrole too-much {All}");
            const string Subject = $"{Installation.Namespace}:{Installation.Name}";
            await Cluster.Kubectl.OutputAsync($"create clusterrolebinding too-much --clusterrole=too-much --serviceaccount={Subject}");
            kubectl = new(
                await ServiceAccount.KubeconfigAsync(Cluster, Installation.Namespace, Installation.Name, Cluster.Server, folder),
                Path.Combine(folder, "kubectl-cache"));
            await Eventually.SucceedsAsync(async () => Assert.Contains(
                "CREATE namespaces", (await kubectl.RunAsync("create --dry-run=server namespace bound")).Error, StringComparison.Ordinal));
        }

        /// <summary>A namespace of this name, or of one of its own.</summary>
        internal async Task<string> CreateAsync(string? name, string metadata)
        {
            name ??= $"shop-{Interlocked.Increment(ref created)}";
            var parsed = JsonNode.Parse(In(name, metadata))!.AsObject();
            parsed["name"] = name;
            _ = (await Cluster.Api.PostAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = parsed })).Object;
            return name;
        }
    }
}
