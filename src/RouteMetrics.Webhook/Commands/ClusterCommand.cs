using System.CommandLine;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Commands;

/// <summary>How a command that examines a cluster begins: it reaches it, and reads the configuration that is installed there.</summary>
internal sealed class ClusterCommand
{
    private readonly KubeconfigOptions cluster = new();
    private readonly InstallationOptions installation = new();

    public void AddTo(Command command)
    {
        installation.AddTo(command);
        cluster.AddTo(command);
    }

    /// <summary>
    /// The exit code of <paramref name="run"/>; <see cref="ExitCode.Usage"/>, and every fault printed, if the cluster cannot be reached,
    /// its configuration cannot be used, or the API server refuses what <paramref name="run"/> asks.
    /// </summary>
    public async Task<int> RunAsync(
        ParseResult arguments, CommandStreams streams, Func<KubernetesApi, JudgingConfiguration, Task<int>> run,
        CancellationToken cancellation)
    {
        List<string> faults = [];
        if (cluster.Connect(arguments, faults) is not { } connection)
        {
            return streams.Refuse(faults);
        }

        using var api = new KubernetesApi(connection);
        if (await installation.ReadAsync(api, arguments, streams, cancellation) is not { } configuration)
        {
            return ExitCode.Usage;
        }

        try
        {
            return await run(api, configuration);
        }
        catch (KubernetesApiException refused)
        {
            return streams.Refuse(refused.Message);
        }
    }
}
