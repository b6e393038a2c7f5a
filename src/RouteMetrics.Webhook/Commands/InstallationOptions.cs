using System.CommandLine;
using System.Net;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Configuration;
using RouteMetrics.Kubernetes.Client;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The options of commands that judge a cluster: with what is installed there, unless <c>--config</c> says otherwise.</summary>
internal sealed class InstallationOptions
{
    /// <summary>As deploy/ has it; the Namespace, the ConfigMap, and the key in it that the Deployment mounts.</summary>
    private const string Name = "route-metrics";

    private const string Key = "route-metrics.yaml";

    private readonly Option<string> installation = new("--installation-namespace")
    {
        Description = "The namespace of the installation, whose configuration judges",
        HelpName = "NAMESPACE",
        DefaultValueFactory = static _ => Name,
    };

    private readonly Option<string?> config = new("--config", "-c")
    {
        Description = "Configuration file (kind: RouteMetricsConfig); without one that of the installation, else the defaults",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.AddAll(config, installation);

    /// <summary>For a command that has the option <c>--config</c> already.</summary>
    public void AddNamespaceTo(Command command) => command.Options.Add(installation);

    public Task<JudgingConfiguration?> ReadAsync(
        KubernetesApi api, ParseResult arguments, CommandStreams streams, CancellationToken cancellation) =>
        ReadAsync(api, arguments, arguments.GetValue(config), streams, cancellation);

    /// <summary>Prints to standard error which it is; null, and every fault printed, if it is none.</summary>
    public async Task<JudgingConfiguration?> ReadAsync(
        KubernetesApi api, ParseResult arguments, string? file, CommandStreams streams, CancellationToken cancellation)
    {
        var found = file is { } path
            ? Of(SettingsFile.Read(path), path, streams)
            : await InstalledAsync(api, arguments.GetRequiredValue(installation), streams, cancellation);
        if (found is not null)
        {
            streams.Error.WriteLine($"configuration: {found.Source}");
        }

        return found;
    }

    private static async Task<JudgingConfiguration?> InstalledAsync(
        KubernetesApi api, string ns, CommandStreams streams, CancellationToken cancellation)
    {
        // As the installed program reads it.
        var defaults = RouteMetricsSettings.Default with { OwnNamespace = ns };
        var source = $"ConfigMap {ns}/{Name}";
        try
        {
            if (await api.GetAsync(ResourceType.ConfigMaps, ns, Name, cancellation) is not { } map)
            {
                return new(defaults, $"defaults, since there is no {source}");
            }

            return (string?)map["data"]?[Key] is { } text
                ? Of(ConfigurationFile.Parse($"{source}, {Key}", text, defaults), source, streams)
                : new(defaults, $"defaults, since {source} has no {Key}");
        }
        catch (KubernetesApiException refused) when (refused.Status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            return new(defaults, $"defaults, since {source} may not be read: {refused.Message}");
        }
        catch (KubernetesApiException refused)
        {
            _ = streams.Refuse(refused.Message);
            return null;
        }
    }

    private static JudgingConfiguration? Of(ConfigurationFile file, string source, CommandStreams streams)
    {
        if (file.Settings is { } settings)
        {
            return new(settings, source);
        }

        _ = streams.Refuse(file.Faults);
        return null;
    }
}

/// <summary>What a cluster is judged with, and where that is from.</summary>
internal sealed record JudgingConfiguration(RouteMetricsSettings Settings, string Source);
