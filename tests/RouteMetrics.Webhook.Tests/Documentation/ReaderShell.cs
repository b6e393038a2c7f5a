using System.Diagnostics;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Commands.Output;

namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>
/// The shell of somebody who follows a page in a clone of the repository: a folder that has all its files, in which what is written leaves
/// the repository alone. The program is the one that this test was built with.
/// </summary>
internal sealed class ReaderShell : IDisposable
{
    /// <summary>How what is run may begin. Anything else could reach a cluster, the network or the machine.</summary>
    private static readonly string[] Harmless = ["route-metrics ", "./route-metrics ", "kubectl kustomize ", "ln -s "];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string folder = Directory.CreateTempSubdirectory("route-metrics-reader-").FullName;

    public ReaderShell()
    {
        foreach (var entry in new DirectoryInfo(SourceTree.Root).EnumerateFileSystemInfos())
        {
            File.CreateSymbolicLink(Path.Combine(folder, entry.Name), entry.FullName);
        }

        Directory.CreateDirectory(Home("bin"));
        var program = Home("bin/route-metrics");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "route-metrics.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var launcher = Path.Combine(folder, "route-metrics");
        File.Delete(launcher);
        File.CreateSymbolicLink(launcher, program);
    }

    /// <summary>Whether it may be run at all.</summary>
    public static bool Takes(string command) => command.Split(["|", "&&", ";"], StringSplitOptions.TrimEntries)
        .All(static part => Harmless.Any(beginning => part.StartsWith(beginning, StringComparison.Ordinal)));

    /// <summary>The exit code, and both outputs as they follow each other on a terminal.</summary>
    public async Task<(int Exit, string Output)> RunAsync(string command, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("bash", ["-o", "pipefail", "-c", $"exec 2>&1 </dev/null\n{command}"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = Home("");
        start.Environment.Remove("KUBECONFIG");
        start.Environment["PATH"] = $"{Home("bin")}:{start.Environment["PATH"]}";
        using var shell = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            var output = await shell.StandardOutput.ReadToEndAsync(limit.Token);
            await shell.WaitForExitAsync(limit.Token);
            return (shell.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Home(string path) => Path.Combine(folder, "home", path);
}
