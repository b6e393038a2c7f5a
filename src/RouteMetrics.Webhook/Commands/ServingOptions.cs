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

    private readonly Option<int> port = new("--port")
    {
        Description = "Port of HTTPS; 0 takes a free one, which is logged",
        HelpName = "PORT",
        DefaultValueFactory = _ => defaults.Port,
    };

    private readonly CertificateOptions certificates = new(defaults);

    private readonly Option<string?> clientCa = new("--client-ca")
    {
        Description = "Answer admission only to clients with a certificate of this CA (PEM bundle)",
        HelpName = "FILE",
    };

    private readonly Option<string?> config = MeshOptions.ConfigOption();

    private readonly Option<string?> module = new("--module")
    {
        Description =
            "Serve this wasm module at /modules/attributegen.wasm over plain HTTP; its SHA-256 has to be module.sha256 of the "
            + "configuration",
        HelpName = "FILE",
    };

    private readonly Option<int> modulePort = new("--module-port")
    {
        Description = "Port of --module; 0 takes a free one, which is logged",
        HelpName = "PORT",
        DefaultValueFactory = _ => defaults.ModulePort,
    };

    private readonly Option<TimeSpan?> drainTime = new("--drain-time")
    {
        Description = $"How long requests are served after SIGTERM [default: {defaults.DrainTime.TotalSeconds}s]",
        HelpName = "DURATION",
        CustomParser = DurationText.Parse,
    };

    private readonly ClusterCommandOptions cluster = new(new());

    public void AddTo(Command command)
    {
        Option[] options = [listen, port, clientCa, config, module, modulePort, drainTime];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        certificates.AddTo(command, cluster);
        cluster.AddTo(command);
        port.Validators.Add(CheckPort);
        modulePort.Validators.Add(CheckPort);
    }

    public ServeOptions Read(ParseResult arguments) => certificates.Read(arguments) with
    {
        ListenAddress = arguments.GetRequiredValue(listen),
        Port = arguments.GetValue(port),
        ClientCa = arguments.GetValue(clientCa),
        ConfigFile = arguments.GetValue(config),
        Module = arguments.GetValue(module),
        ModulePort = arguments.GetValue(modulePort),
        DrainTime = arguments.GetValue(drainTime) ?? defaults.DrainTime,
        Cluster = cluster.Read(arguments),
    };

    private static void CheckPort(OptionResult result)
    {
        if (result.GetValueOrDefault<int>() is var number && number is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            result.AddError($"{result.Option.Name} {number} is not a port; it is a number from 0 to 65535.");
        }
    }

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
