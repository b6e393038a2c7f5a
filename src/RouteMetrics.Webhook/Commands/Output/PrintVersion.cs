using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace RouteMetrics.Webhook.Commands.Output;

/// <summary><c>--version</c>: of this program, whatever process hosts it.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    public static string Version { get; } =
        typeof(PrintVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"route-metrics {Version}");
        return ExitCode.Ok;
    }
}
