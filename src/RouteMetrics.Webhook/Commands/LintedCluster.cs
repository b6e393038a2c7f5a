using System.CommandLine;
using System.CommandLine.Parsing;
using RouteMetrics.Controller.Reports;
using RouteMetrics.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Webhook.Commands;

/// <summary>Input that is judged as if it were applied to a cluster.</summary>
internal sealed record InputInCluster(MeshInput Input, AuditedCluster Cluster)
{
    /// <summary>What is found of the input's objects alone.</summary>
    public MeshAudit Audit()
    {
        var documents = Input.Documents;
        var audit = MeshAudit.Of(Merged(Cluster.Mesh, documents.State), documents.IstioResources, Input.Settings);
        var namespaces = documents.State.Routes.Select(static route => route.Key.Namespace)
            .Concat(documents.IstioResources.Select(static resource => resource.Object.Key.Namespace))
            .ToHashSet(StringComparer.Ordinal);
        return new(
            [.. audit.Findings.Where(finding => documents.PlaceOf(finding) is not null)],
            [.. audit.Namespaces.Where(ns => namespaces.Contains(ns.Name))]);
    }

    private static MeshSnapshot Merged(MeshSnapshot mesh, MeshSnapshot input)
    {
        mesh = input.Namespaces.Aggregate(mesh, static (merged, ns) => merged.With(ns));
        mesh = input.Services.Aggregate(mesh, static (merged, service) => merged.With(service));
        mesh = input.Gateways.Aggregate(mesh, static (merged, gateway) => merged.With(gateway));
        mesh = input.ListenerSets.Aggregate(mesh, static (merged, set) => merged.With(
            set with { CreationTimestamp = merged.ListenerSet(set.Key)?.CreationTimestamp ?? set.CreationTimestamp }));

        mesh = input.Attached.Aggregate(mesh, static (merged, item) => merged.With(
            item with { CreationTimestamp = merged.AttachedObject(item.Object)?.CreationTimestamp ?? item.CreationTimestamp }));
        mesh = mesh with
        {
            VirtualServices = [.. input.VirtualServices.Concat(mesh.VirtualServices).DistinctBy(static item => item.Key)],
            IstioGateways = [.. input.IstioGateways.Concat(mesh.IstioGateways).DistinctBy(static item => item.Key)],
        };

        // Applied again, a route keeps its age.
        return input.Routes.Aggregate(mesh, static (merged, route) => merged.With(
            route with { CreationTimestamp = merged.Route(route.Key)?.CreationTimestamp ?? route.CreationTimestamp }));
    }
}

/// <summary>The options of <c>lint</c> that judge among what a cluster holds.</summary>
internal sealed class LintedCluster
{
    private static readonly Option<bool> Cluster =
        new("--cluster") { Description = "Judge as if the input were applied to a cluster, with the configuration installed there" };

    private readonly KubeconfigOptions kubeconfig = new();
    private readonly InstallationOptions installation = new();

    /// <summary>The option <c>--config</c> is that of the input.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Cluster);
        var before = command.Options.Count;
        installation.AddNamespaceTo(command);
        kubeconfig.AddTo(command);
        var ofCluster = command.Options.Skip(before).ToList();
        command.Validators.Add(result =>
        {
            foreach (var option in ofCluster.Where(option => !result.GetValue(Cluster) && result.GetResult(option) is { Implicit: false }))
            {
                result.AddError($"{option.Name} is of a cluster; give --cluster as well.");
            }
        });
    }

    public static bool IsAsked(ParseResult arguments) => arguments.GetValue(Cluster);

    /// <summary>Null, and every fault printed, if the cluster or its configuration cannot be read.</summary>
    public async Task<(InputInCluster Among, JudgingConfiguration Configuration)?> ReadAsync(
        ParseResult arguments, MeshOptions mesh, CommandStreams streams, CancellationToken cancellation)
    {
        List<string> faults = [];
        if (kubeconfig.Connect(arguments, faults) is not { } connection)
        {
            _ = streams.Refuse(faults);
            return null;
        }

        using var api = new KubernetesApi(connection);
        if (await installation.ReadAsync(api, arguments, arguments.GetValue(mesh.Config), streams, cancellation) is not { } configuration)
        {
            return null;
        }

        try
        {
            AuditedCluster cluster;
            using (var progress = streams.Progress())
            {
                cluster = await AuditedCluster.ReadAsync(
                    api, configuration.Settings.OwnNamespace, TimeProvider.System, cancellation, progress);
            }

            _ = streams.Refuse(cluster.Unreadable);
            return (new(MeshInput.Read(arguments, mesh, configuration.Settings, streams), cluster), configuration);
        }
        catch (KubernetesApiException refused)
        {
            _ = streams.Refuse(refused.Message);
            return null;
        }
    }
}
