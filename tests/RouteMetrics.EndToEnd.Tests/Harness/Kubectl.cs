using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>kubectl against one control plane, as cluster-admin.</summary>
internal sealed class Kubectl(string kubeconfig, string cache)
{
    /// <summary>That of the control plane's own folder, where it has one; else that of the PATH.</summary>
    private static readonly string Program =
        Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } assets
        && Path.Combine(assets, "kubectl") is var own && File.Exists(own) ? own : "kubectl";

    /// <summary>The kubeconfig of cluster-admin.</summary>
    public string Kubeconfig => kubeconfig;

    /// <summary>Runs it, whatever comes of it. Arguments are separated by one space.</summary>
    public Task<Ended> RunAsync(string commandLine, string input = "") =>
        ChildProcess.RunAsync(Program, ["--kubeconfig", kubeconfig, "--cache-dir", cache, .. commandLine.Split(' ')], input);

    /// <summary>Its standard output; the test ends with what it said when it fails.</summary>
    public async Task<string> OutputAsync(string commandLine, string input = "")
    {
        var ended = await RunAsync(commandLine, input);
        Assert.True(ended.Exit == 0, $"kubectl {commandLine} ended with {ended.Exit}:\n{ended.Error}");
        return ended.Out;
    }

    /// <summary>What a <c>get</c> finds.</summary>
    public async Task<JsonObject> GetAsync(string what) => JsonNode.Parse(await OutputAsync($"get {what} -o json"))!.AsObject();
}
