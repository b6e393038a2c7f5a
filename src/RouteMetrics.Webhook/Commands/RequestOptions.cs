using System.CommandLine;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The options that say which request is explained, and at which target.</summary>
internal sealed class RequestOptions
{
    private readonly Option<NamedTarget?> service = new("--service")
    {
        Description = "Explain at the waypoint of this Service; without it the only target, or the one that the URL's host names",
        HelpName = "NAMESPACE/NAME[:PORT]",
        CustomParser = NamedTarget.ParseService,
    };

    private readonly Option<NamedTarget?> serviceEntry = new("--service-entry")
    {
        Description = "Explain at the waypoint of this ServiceEntry",
        HelpName = "NAMESPACE/NAME[:PORT]",
        CustomParser = NamedTarget.ParseServiceEntry,
    };

    private readonly Option<NamedTarget?> gateway = new("--gateway")
    {
        Description = "Explain at this Gateway",
        HelpName = "NAMESPACE/NAME",
        CustomParser = NamedTarget.ParseGateway,
    };

    public Option<string> Request { get; } = new("--request", "-r")
    {
        Description = "Method and URL, such as \"GET http://host:port/path?query\"; the path is taken as it is typed",
        HelpName = "REQUEST",
        Required = true,
    };

    public Option<string[]> Headers { get; } = new("--header", "-H")
    {
        Description = "A header of the request; may be repeated",
        HelpName = "NAME: VALUE",
    };

    public void AddTo(Command command)
    {
        command.AddAll(Request, Headers, service, serviceEntry, gateway);
        command.Validators.Add(result =>
        {
            if (new Option[] { service, serviceEntry, gateway }.Count(option => result.GetResult(option) is not null) > 1)
            {
                result.AddError("--service, --service-entry and --gateway exclude each other; name one target.");
            }
        });
    }

    public NamedTarget? Target(ParseResult arguments) =>
        arguments.GetValue(service) ?? arguments.GetValue(serviceEntry) ?? arguments.GetValue(gateway);
}
