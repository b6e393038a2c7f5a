using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using RouteMetrics.Webhook.Serving;

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

    private readonly Option<string?> certificate = new("--tls-cert")
    {
        Description = "Serving certificate and its chain (PEM), reloaded when the file changes",
        HelpName = "FILE",
    };

    private readonly Option<string?> key = new("--tls-key") { Description = "Private key of the certificate (PEM)", HelpName = "FILE" };

    private readonly Option<bool> ephemeral = new("--ephemeral-tls")
    {
        Description = "Make a CA and a certificate in memory instead, for demonstrations and tests",
    };

    private readonly Option<string?> caOut = new("--ca-out")
    {
        Description = "Where to write the ephemeral CA (PEM); printed without it",
        HelpName = "FILE",
    };

    private readonly Option<string?> clientCa = new("--client-ca")
    {
        Description = "Answer admission only to clients with a certificate of this CA (PEM bundle)",
        HelpName = "FILE",
    };

    private readonly Option<string?> config = MeshOptions.ConfigOption();

    private readonly Option<string?> module = new("--module")
    {
        Description = "Serve this wasm module at /modules/attributegen.wasm over plain HTTP; its SHA-256 has to be module.sha256 of the configuration",
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
        Option[] options = [listen, port, certificate, key, ephemeral, caOut, clientCa, config, module, modulePort, drainTime];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        cluster.AddTo(command);
        port.Validators.Add(CheckPort);
        modulePort.Validators.Add(CheckPort);
        command.Validators.Add(CheckCertificateSource);
    }

    public ServeOptions Read(ParseResult arguments) => new()
    {
        ListenAddress = arguments.GetRequiredValue(listen),
        Port = arguments.GetValue(port),
        TlsCertificate = arguments.GetValue(certificate),
        TlsKey = arguments.GetValue(key),
        EphemeralTls = arguments.GetValue(ephemeral),
        CaOut = arguments.GetValue(caOut),
        ClientCa = arguments.GetValue(clientCa),
        ConfigFile = arguments.GetValue(config),
        Module = arguments.GetValue(module),
        ModulePort = arguments.GetValue(modulePort),
        DrainTime = arguments.GetValue(drainTime) ?? defaults.DrainTime,
        Cluster = cluster.Read(arguments),
    };

    private void CheckCertificateSource(CommandResult result)
    {
        var (hasCertificate, hasKey) = (result.GetResult(certificate) is not null, result.GetResult(key) is not null);
        var (makesOwn, hasCaOut) = (result.GetValue(ephemeral), result.GetResult(caOut) is not null);
        var fault = (hasCertificate, hasKey, makesOwn, hasCaOut) switch
        {
            (true, _, true, _) or (_, true, true, _) => "--ephemeral-tls makes its own certificate; leave it out, or --tls-cert and --tls-key.",
            (false, false, false, _) => "No certificate to serve with; give --tls-cert and --tls-key, or --ephemeral-tls.",
            (true, false, _, _) => "--tls-cert has no key; give --tls-key as well.",
            (false, true, _, _) => "--tls-key has no certificate; give --tls-cert as well.",
            (_, _, false, true) => "--ca-out writes the CA of --ephemeral-tls; leave it out with --tls-cert.",
            _ => null,
        };
        if (fault is not null)
        {
            result.AddError(fault);
        }
    }

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
