using System.Text.Json.Nodes;
using RouteMetrics.Controller.Caching;
using RouteMetrics.Controller.Installations;
using RouteMetrics.Controller.Reconciling;
using RouteMetrics.Controller.Uninstall;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;
using RouteMetrics.Testing.Model;

namespace RouteMetrics.Controller.Tests.Sequences;

/// <summary>One random sequence: users, watches that lag, one or two replicas that lead, restarts, and at last an uninstallation.</summary>
internal sealed class SequenceRun
{
    /// <summary>Without a pass that changes nothing after so many, it will not come.</summary>
    private const int MostPasses = 12;

    private static readonly RouteMetricsSettings Settings = RouteMetricsSettings.Default;

    private readonly ModelCluster cluster = new();
    private readonly Promises promises = new();
    private readonly Random random;
    private readonly Users users;
    private readonly KubernetesApi api;
    private readonly CancellationToken ct;
    private ManualTime time = new();
    private List<Replica> replicas = [];
    private bool isDisturbed;

    public SequenceRun(ModelServer server, KubernetesApi api, int seed, CancellationToken ct)
    {
        (random, this.api, this.ct) = (new(seed), api, ct);
        users = new(cluster, promises, random);
        server.Cluster = cluster;
        server.Before = Before;
        server.After = After;
    }

    /// <summary>What happened, for a failure's message.</summary>
    public IReadOnlyList<string> Log => users.Did;

    /// <summary>The promises that were broken.</summary>
    public IReadOnlyList<string> Broken => promises.Broken;

    public async Task RunAsync(int steps)
    {
        Add(Facts.Root);
        Add(Facts.Own);
        Repeat(random.Next(12), users.DoSomething);
        await InstallAsync();
        for (var step = 0; step < steps && Broken.Count == 0; step++)
        {
            await StepAsync();
        }

        await SettleAsync();
        CheckSettled();
        if (Broken.Count > 0)
        {
            return;
        }

        await UninstallAsync(leavesMesh: random.Next(3) == 0);

        if (Broken.Count > 0)
        {
            return;
        }

        // Everything is older than the next installation.
        Repeat(random.Next(4), users.DoSomething);
        await InstallAsync();
        await SettleAsync();
        CheckSettled();
    }

    private static void Repeat(int times, Action action)
    {
        for (; times > 0; times--)
        {
            action();
        }
    }

    private void Add(string ns) => cluster.Create(
        ResourceType.Namespaces, null, new() { ["metadata"] = new JsonObject { ["name"] = ns } }, "kubectl-create");

    private async Task InstallAsync()
    {
        promises.Install(await InstallationMark.EnsureAsync(api, Facts.Own, ct));
        users.IsAdmissionUp = true;
        cluster.Now += TimeSpan.FromSeconds(random.Next(2));
        replicas = [.. Enumerable.Range(0, random.Next(4) == 0 ? 2 : 1).Select(_ => NewReplica())];
    }

    private Replica NewReplica() => new(cluster, api, promises.Installed, time);

    private async Task StepAsync()
    {
        var replica = replicas[random.Next(replicas.Count)];
        switch (random.Next(20))
        {
            case < 6:
                users.DoSomething();
                break;
            case < 12:
                Repeat(random.Next(6), () => replica.Deliver(random));
                break;
            case < 14:
                replica.DeliverAll();
                break;
            case < 19 when replica.Concerned.Count > 0:
                // Only what happens between its own requests can meet a decision.
                isDisturbed = random.Next(3) == 0;
                await ReconcileAsync(replica, replica.Concerned.ElementAt(random.Next(replica.Concerned.Count)));
                isDisturbed = false;
                break;
            case 19 when random.Next(4) == 0:
                replicas[replicas.IndexOf(replica)] = NewReplica();
                break;
            default:
                time.Advance(TimeSpan.FromSeconds(random.Next(90)));
                break;
        }
    }

    private async Task ReconcileAsync(Replica replica, string ns)
    {
        promises.AtStart = new Facts(cluster.All);
        promises.KnowsPolicies = replica.IsUpToDate(ResourceType.AuthorizationPolicies) && replica.IsUpToDate(ResourceType.Namespaces);
        if (await replica.ReconcileAsync(ns, ct) is not ReconcileOutcome.Settled)
        {
            replica.Concern([ns]);
        }
    }

    // Until a pass over everything, after every pause, changes nothing.
    private async Task SettleAsync()
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var known = cluster.Changes.Count;
            time.Advance(TimeSpan.FromMinutes(6));
            cluster.EndTerminating();
            foreach (var replica in replicas)
            {
                replica.DeliverAll();
                replica.Concern(replica.Cache.Namespaces);
                foreach (var ns in replica.Concerned.ToList())
                {
                    await ReconcileAsync(replica, ns);
                }
            }

            if (cluster.Changes.Count == known || Broken.Count > 0)
            {
                return;
            }
        }

        Break("no end of writes");
    }

    // A cache that knows nothing but what is there now has nothing to do, and what we made is there for a reason.
    private void CheckSettled()
    {
        var fresh = NewReplica();
        fresh.DeliverAll();
        foreach (var name in fresh.Cache.Namespaces)
        {
            var view = fresh.Cache.View(name);
            var desired = DesiredNamespace.Of(view, Settings);
            var actions = Reconciliation.Of(view, desired, Settings);
            if (desired.Enrolment?.Mode == Mode.Audit)
            {
                continue;
            }

            // Pods name it, which the cache does not know.
            var isNamed = new Facts(cluster.All).Naming(name, Facts.GeneratedWaypoint(name)).Count > 0;
            actions.Where(action => action.IsWrite && !(isNamed && action is ReconcileAction.DeleteWaypoint)).ToList()
                .ForEach(action => Break($"left to do: {action}"));
            var kept = actions.OfType<ReconcileAction.KeepWaypoint>().Select(static kept => kept.Existing.Uid)
                .Concat(actions.OfType<ReconcileAction.DeleteWaypoint>().Select(static kept => kept.Existing.Uid)).ToHashSet();
            foreach (var item in cluster.All.Where(item => item.Namespace == name && promises.IsOurs(item) && !item.IsBeingDeleted))
            {
                if (!desired.Objects.Any(wanted => wanted.Kind == item.Type.Kind && wanted.Name == item.Name) && !kept.Contains(item.Uid)
                    && IsRecorded(item))
                {
                    Break($"{item} is ours, and nothing wants it");
                }
            }

            foreach (var wanted in desired.Objects)
            {
                if (cluster.Find(wanted.Type, name, wanted.Name) is null)
                {
                    Break($"{wanted.Kind} {name}/{wanted.Name} is wanted, and not there");
                }
            }
        }
    }

    // Whoever takes our record from a Namespace takes over what it told of.
    private bool IsRecorded(ModelObject item) => cluster.Find(ResourceType.Namespaces, null, item.Namespace!)?
        .Annotations.GetValueOrDefault("routemetrics.io/objects")?.Contains(item.Uid, StringComparison.Ordinal) == true;

    private async Task UninstallAsync(bool leavesMesh)
    {
        replicas.Clear();
        users.IsAdmissionUp = false;
        (promises.IsUninstalling, promises.LeavesMesh, promises.AtStart) = (true, leavesMesh, new Facts(cluster.All));
        users.Did.Add("-- uninstall");
        var output = new StringWriter();
        var left = await new Uninstallation(api, Facts.Own, leavesMesh, output, TextWriter.Null, time).RunAsync(ct);
        promises.IsUninstalling = false;
        if (left is not null)
        {
            Break($"uninstall: {left}");
        }

        CheckUninstalled(output.ToString());
        cluster.EndTerminating();
    }

    private void CheckUninstalled(string said)
    {
        foreach (var item in cluster.All.Where(item => promises.IsOurs(item) && !item.IsBeingDeleted))
        {
            if (!said.Contains($"will leave {item.Type.Kind} {item.Namespace}/{item.Name}", StringComparison.Ordinal))
            {
                Break($"{item} is left, and nothing said so:\n{said}");
            }
        }

        foreach (var ns in cluster.Of(ResourceType.Namespaces).Where(static ns => !ns.IsBeingDeleted))
        {
            var isKept = said.Contains($"will leave Gateway {ns.Name}/", StringComparison.Ordinal);
            foreach (var label in new[] { Facts.Mode, Facts.Waypoint }.Where(label => promises.IsAddedByUs(ns, label)))
            {
                if (!(label == Facts.Waypoint && isKept)
                    && !said.Contains($"will leave label {label}={ns.Labels[label]} of Namespace {ns.Name}", StringComparison.Ordinal))
                {
                    Break($"label {label} of {ns} is left, and nothing said so:\n{said}");
                }
            }

            if (!isKept && ns.Annotations.Keys.Any(static key => key is "routemetrics.io/enrolled" or "routemetrics.io/installation" or "routemetrics.io/objects"))
            {
                Break($"a record on {ns} is left:\n{said}");
            }

            if (!isKept && ns.Owners.Keys.Any(static owner => owner.Name == "route-metrics"))
            {
                Break($"our field manager on {ns} is left:\n{said}");
            }
        }
    }

    private void Before(ModelRequest request)
    {
        if (isDisturbed && random.Next(4) == 0)
        {
            users.Did.Add($"-- before {request.Method} {request.Type.Kind} {request.Namespace}/{request.Name}");
            users.DoSomething();
        }
    }

    private void After(ModelRequest request, int known)
    {
        foreach (var change in cluster.Changes.Skip(known).ToList())
        {
            users.Did.Add($"  we: {request.Method} {change}");
            promises.SeeOurs(change, new Facts(cluster.All));
        }
    }

    private void Break(string how) => promises.Broken.Add(how);
}
