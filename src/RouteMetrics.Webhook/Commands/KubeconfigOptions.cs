using System.CommandLine;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The options that name a cluster.</summary>
internal sealed class KubeconfigOptions
{
    private readonly Option<string?> kubeconfig =
        OptionOf.File("--kubeconfig", "How to reach the cluster; without it $KUBECONFIG, else ~/.kube/config");

    private readonly Option<string?> context =
        new("--context") { Description = "Context of the kubeconfig; without it the current one", HelpName = "NAME" };

    public void AddTo(Command command) => command.AddAll(kubeconfig, context);

    /// <summary>Null, and at least one fault, if the kubeconfig cannot be used.</summary>
    public ClusterConnection? Connect(ParseResult arguments, List<string> faults) =>
        ClusterConnection.FromKubeconfig(arguments.GetValue(kubeconfig), arguments.GetValue(context), faults);
}
