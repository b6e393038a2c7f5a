using System.CommandLine.Parsing;
using System.Globalization;
using RouteMetrics.Core.Model;

namespace RouteMetrics.Webhook.Commands;

/// <summary>A target named by the user; without <paramref name="Port"/> the request's own port counts.</summary>
internal sealed record NamedTarget(Target Target, int? Port)
{
    /// <summary><c>namespace/name[:port]</c>.</summary>
    public static NamedTarget? ParseService(ArgumentResult result) => Parse(TargetKind.Service, result, "podinfo/podinfo-svc:9898");

    /// <summary><c>namespace/name[:port]</c>.</summary>
    public static NamedTarget? ParseServiceEntry(ArgumentResult result) => Parse(TargetKind.ServiceEntry, result, "egress/github:443");

    /// <summary><c>namespace/name</c>, or with a port as a Service.</summary>
    public static NamedTarget? ParseGateway(ArgumentResult result) => Parse(TargetKind.Gateway, result, "infra/public");

    private static NamedTarget? Parse(TargetKind kind, ArgumentResult result, string example)
    {
        var text = result.Tokens[0].Value;
        var (key, portText) = text.Split(':') switch
        {
            [var whole] => (whole, null),
            [var before, var after] => (before, after),
            _ => ("", null),
        };
        var port = 0;
        var isPort = portText is null
            || int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
        if (key.Split('/') is [{ Length: > 0 } @namespace, { Length: > 0 } name] && isPort)
        {
            return new(new(kind, new NamespacedName(@namespace, name)), portText is null ? null : port);
        }

        result.AddError($"\"{text}\" is not namespace/name[:port]; write it like {example}");
        return null;
    }
}
