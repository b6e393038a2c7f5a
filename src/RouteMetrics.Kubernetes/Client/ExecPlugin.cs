using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Kubernetes.Client;

/// <summary>A program that prints credentials (Kubernetes docs, "client-go credential plugins").</summary>
internal sealed record ExecPlugin(
    string Command, IReadOnlyList<string> Arguments, IReadOnlyList<KeyValuePair<string, string>> Environment, string ApiVersion)
{
    private const int ShownCharacters = 400;

    // Cloud providers' plugins take seconds; one that hangs must not hang us for ever.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public JsonObject? Cluster { get; init; }

    /// <summary>What the kubeconfig says to those who do not have the program.</summary>
    public string? InstallHint { get; init; }

    /// <summary>What it prints; every failure is a <see cref="KubernetesApiException"/>.</summary>
    public async Task<string> RunAsync()
    {
        using var process = Start();
        using var limit = new CancellationTokenSource(Timeout);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode == 0)
            {
                return await output;
            }

            throw Failure($"ended with exit code {process.ExitCode}: {OneLine.Cut((await errors).Trim(), ShownCharacters)}");
        }
        catch (OperationCanceledException)
        {
            throw Failure($"did not end within {Timeout.TotalSeconds} s");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public KubernetesApiException Failure(string reason, Exception? cause = null) =>
        new(null, null, $"credential plugin {Command}: {reason}", cause);

    private Process Start()
    {
        var file = Command.Contains('/', StringComparison.Ordinal) ? Command : OnPath();
        var start = new ProcessStartInfo(file ?? throw NotFound(null), Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = Info().ToJsonString();
        try
        {
            return Process.Start(start) ?? throw Failure("did not start");
        }
        catch (Win32Exception missing)
        {
            throw NotFound(missing);
        }
    }

    private JsonObject Info()
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (Cluster is not null)
        {
            spec["cluster"] = Cluster.DeepClone();
        }

        return new() { ["apiVersion"] = ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec };
    }

    private KubernetesApiException NotFound(Exception? cause) =>
        Failure($"cannot be run{(cause is null ? "; it is not on PATH" : $": {cause.Message}")}"
            + (InstallHint is null ? "" : $". {InstallHint.Trim()}"), cause);

    // Not left to Process.Start, which looks into the working directory first.
    private string? OnPath() => (System.Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, Command))
        .FirstOrDefault(File.Exists);
}
