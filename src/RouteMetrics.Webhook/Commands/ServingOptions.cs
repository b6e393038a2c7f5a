using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The options of <c>serve</c>.</summary>
internal sealed class ServingOptions(ServeOptions defaults)
{
    private readonly Option<string> listen = new("--listen")
    {
        Description = "Address to listen on; :: is every one, IPv6 and IPv4",
        HelpName = "ADDRESS",
        DefaultValueFactory = _ => defaults.ListenAddress,
        CustomParser = ParseAddress,
    };

    private readonly Option<int> port = OptionOf.Port("--port", "Port of HTTPS; 0 takes a free one, which is logged", defaults.Port);

    private readonly CertificateOptions certificates = new(defaults);

    private readonly Option<string?> clientCa =
        OptionOf.File("--client-ca", "Answer admission only to clients with a certificate of this CA (PEM bundle)");

    private readonly Option<string?> config = MeshOptions.ConfigOption();

    private readonly Option<string?> module = OptionOf.File(
        "--module",
        "Serve this wasm module at /modules/attributegen.wasm over plain HTTP; its SHA-256 has to be module.sha256 of the configuration");

    private readonly Option<int> modulePort =
        OptionOf.Port("--module-port", "Port of the wasm modules; 0 takes a free one, which is logged", defaults.ModulePort);

    private readonly Option<int> metricsPort = OptionOf.Port(
        "--metrics-port", "Port of /metrics over plain HTTP; 0 takes a free one, which is logged", ServeOptions.UsualMetricsPort);

    private readonly Option<TimeSpan?> drainTime = OptionOf.Duration(
        "--drain-time", "How long requests are served after SIGTERM", $"{defaults.DrainTime.TotalSeconds}s", DurationText.Parse);

    private readonly ClusterCommandOptions cluster = new(new());

    public void AddTo(Command command)
    {
        command.AddAll(listen, port, clientCa, config, module, modulePort, metricsPort, drainTime);
        certificates.AddTo(command, cluster);
        cluster.AddTo(command);
    }

    public ServeOptions Read(ParseResult arguments) => certificates.Read(arguments) with
    {
        ListenAddress = arguments.GetRequiredValue(listen),
        Port = arguments.GetValue(port),
        ClientCa = arguments.GetValue(clientCa),
        ConfigFile = arguments.GetValue(config),
        Module = arguments.GetValue(module),
        ModulePort = arguments.GetValue(modulePort),
        MetricsPort = arguments.GetResult(metricsPort) is { Implicit: false } ? arguments.GetValue(metricsPort) : null,
        DrainTime = arguments.GetValue(drainTime) ?? defaults.DrainTime,
        Cluster = cluster.Read(arguments),
    };

    private static string? ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!IPAddress.TryParse(text, out _))
        {
            result.AddError($"--listen {text} is not an IP address; write it like 0.0.0.0, 127.0.0.1 or ::.");
        }

        return text;
    }
}
