using RouteMetrics.Testing;
using RouteMetrics.Webhook.Commands;

namespace RouteMetrics.Webhook.Tests.Commands;

public sealed class CommandLineTests
{
    private static readonly string Podinfo = Path.Combine(SourceTree.Samples, "podinfo.yaml");

    [Theory]
    [InlineData(
        "", "serve", "render", "operations", "explain", "lint", "audit", "admit", "config", "uninstall", "demo", "completion", "--help", "--version")]
    [InlineData(
        "serve", "--listen", "--port", "--tls-cert", "--tls-key", "--ephemeral-tls", "--ca-out", "--tls-host", "--tls-lifetime",
        "--ca-lifetime", "--ca-overlap", "--client-ca", "--config", "--module", "--module-port", "--drain-time", "--kubeconfig",
        "--context", "--admission-only", "--leader-elect", "--lease-duration", "--lease-renew-deadline", "--lease-retry-period",
        "--audit-interval")]
    [InlineData("render", "-f", "-n", "-o", "--config", "--strict", "--engine", "--attach-to")]
    [InlineData("operations", "-f", "-n", "-o", "wide", "--config", "--strict", "--engine", "--attach-to")]
    [InlineData("explain", "-f", "-o", "--config", "--request", "-H", "--service", "--gateway", "--engine", "--attach-to")]
    [InlineData("lint", "-f", "-n", "-o", "wide", "--config", "--summary", "--fail-on", "--engine", "--attach-to")]
    [InlineData("audit", "-n", "-o", "wide", "--config", "--summary", "--fail-on", "--kubeconfig", "--context")]
    [InlineData("doctor", "-n", "-o", "wide", "--wait", "--prometheus", "--config", "--kubeconfig", "--context")]
    [InlineData("completion", "SHELL")]
    [InlineData("admit", "-f", "--path", "--config")]
    [InlineData("config", "--config")]
    [InlineData("uninstall", "--kubeconfig", "--context", "--namespace", "--dry-run")]
    [InlineData("demo", "--help")]
    public async Task Help_names_every_option_and_gives_an_example(string command, params string[] options)
    {
        var run = await CommandRun.OfAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.All(options, option => Assert.Contains(option, run.Out, StringComparison.Ordinal));
        Assert.Contains($"Usage:\n  route-metrics {command}".TrimEnd(), run.Out, StringComparison.Ordinal);
        Assert.Contains($"Examples:\n  ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_printed() =>
        Assert.Matches(@"\Aroute-metrics [0-9]+\.[0-9]+\.[0-9]+\S*\n\z", (await CommandRun.OfAsync("--version")).Out);

    [Theory]
    [InlineData("route-metrics", "Required command was not provided.")]
    [InlineData("route-metrics rendre", "Required command was not provided.", "Unrecognized command or argument 'rendre'.")]
    [InlineData("route-metrics render", "Option '--filename' is required.")]
    [InlineData("route-metrics render -f", "Required argument missing for option: '-f'.")]
    [InlineData("route-metrics explain -f x.yaml -r x -H", "Required argument missing for option: '-H'.")]
    [InlineData("route-metrics render -f x.yaml --nope", "Unrecognized command or argument '--nope'.")]
    [InlineData("route-metrics render -f x.yaml -o xml", "--output xml is not known; it is one of yaml, json.")]
    [InlineData("route-metrics lint -f x.yaml --fail-on off", "--fail-on off is not known; it is one of warn, deny.")]
    [InlineData("route-metrics lint -f x.yaml --summary -o sarif", "--summary has no form as sarif; leave it out, or write -o json.")]
    [InlineData("route-metrics render -f x.yaml --engine lua", "--engine lua is not known; it is one of attributegen, native.")]
    [InlineData("route-metrics explain -f x.yaml", "Option '--request' is required.")]
    [InlineData(
        "route-metrics explain -f x.yaml -r x --service podinfo",
        "\"podinfo\" is not namespace/name[:port]; write it like podinfo/podinfo-svc:9898")]
    [InlineData(
        "route-metrics explain -f x.yaml -r x --service a/b:0",
        "\"a/b:0\" is not namespace/name[:port]; write it like podinfo/podinfo-svc:9898")]
    [InlineData(
        "route-metrics explain -f x.yaml -r x --gateway a/b/c", "\"a/b/c\" is not namespace/name[:port]; write it like infra/public")]
    [InlineData(
        "route-metrics explain -f x.yaml -r x --service a/b --gateway a/b", "--service, --service-entry and --gateway exclude each other; name one target.")]
    [InlineData("route-metrics serve", "No certificate to serve with; give --tls-cert and --tls-key, or --ephemeral-tls.")]
    [InlineData("route-metrics serve --tls-cert c", "--tls-cert has no key; give --tls-key as well.")]
    [InlineData("route-metrics serve --tls-key k", "--tls-key has no certificate; give --tls-cert as well.")]
    [InlineData(
        "route-metrics serve --tls-cert c --tls-key k --ephemeral-tls",
        "--ephemeral-tls makes its own certificate; leave it out, or --tls-cert and --tls-key.")]
    [InlineData(
        "route-metrics serve --tls-cert c --tls-key k --ca-out x",
        "--ca-out writes the CA of --ephemeral-tls; give that as well, or leave it out.")]
    [InlineData(
        "route-metrics serve --tls-cert c --tls-key k --tls-host x",
        "--tls-host is for a certificate that is made; leave it out with --tls-cert.")]
    [InlineData(
        "route-metrics serve --ephemeral-tls --tls-host a_b!",
        "--tls-host a_b! is neither a DNS name nor an IP address; write it like webhook.example.com or 10.0.0.1.")]
    [InlineData(
        "route-metrics serve --kubeconfig x --tls-lifetime 90d",
        "\"90d\" is not a duration of at most 87600h; write it like 2160h, 30m or 90s")]
    [InlineData(
        "route-metrics serve --kubeconfig x --tls-lifetime 2147483647h",
        "\"2147483647h\" is not a duration of at most 87600h; write it like 2160h, 30m or 90s")]
    [InlineData("route-metrics serve --admission-only", "No certificate to serve with; give --tls-cert and --tls-key, or --ephemeral-tls.")]
    [InlineData("route-metrics serve --ephemeral-tls --port 70000", "--port 70000 is not a port; it is a number from 0 to 65535.")]
    [InlineData("route-metrics serve --ephemeral-tls --module-port -1", "--module-port -1 is not a port; it is a number from 0 to 65535.")]
    [InlineData(
        "route-metrics serve --ephemeral-tls --listen nowhere",
        "--listen nowhere is not an IP address; write it like 0.0.0.0, 127.0.0.1 or ::.")]
    [InlineData(
        "route-metrics serve --ephemeral-tls --drain-time 10", "\"10\" is not a duration of at most 1h; write it like 10s, 500ms or 1m30s")]
    [InlineData("route-metrics serve --ephemeral-tls --context x", "--context is one of a kubeconfig; give --kubeconfig as well.")]
    [InlineData(
        "route-metrics serve --ephemeral-tls --kubeconfig k --admission-only",
        "--admission-only leaves the cluster alone; leave it out, or --kubeconfig.")]
    [InlineData(
        "route-metrics serve --kubeconfig x --audit-interval 721h",
        "\"721h\" is not a duration of at most 720h; write it like 1h, 30m or 0s")]
    [InlineData(
        "route-metrics serve --ephemeral-tls --lease-duration 5",
        "\"5\" is not a duration of at most 1h; write it like 10s, 500ms or 1m30s")]
    public async Task A_wrong_command_line_is_refused_with_the_fix(string commandLine, params string[] faults)
    {
        var run = await CommandRun.OfAsync(commandLine.Split(' ')[1..]);

        Assert.Equal((2, ""), (run.Exit, run.Out));
        Assert.All(faults, fault => Assert.Contains($"error: {fault}\n", run.Error, StringComparison.Ordinal));
        var command = commandLine.Split(' ') is [_, ("render" or "explain" or "lint" or "serve") and var name, ..] ? $" {name}" : "";
        Assert.EndsWith($"See 'route-metrics{command} --help'.\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "\"GET\" is not a method and a URL; write it like \"GET http://podinfo-svc.podinfo:9898/healthz\"")]
    [InlineData(
        "GET podinfo/x",
        "\"podinfo/x\" is not a URL: it has no scheme; write the request like \"GET http://podinfo-svc.podinfo:9898/healthz\"")]
    [InlineData(
        "GET http://h/a\n\u001bb",
        "\"http://h/a\\u000a\\u001bb\" has a control character in its URL, which no client can send; write it %0A")]
    public async Task A_malformed_request_is_refused(string request, string fault) => Assert.Equal(
        new CommandRun(2, "", $"error: --request: {fault}\n"), await CommandRun.OfAsync("explain", "-f", Podinfo, "--request", request));

    [Fact]
    public async Task A_malformed_header_is_refused() => Assert.Equal(
        new CommandRun(2, "", "error: -H: \"x-env\" is not \"name: value\"; write it like -H 'x-env: prod'\n"),
        await CommandRun.OfAsync("explain", "-f", Podinfo, "--request", "GET http://h/", "-H", "x-env"));

    [Theory]
    [InlineData("render", "-f")]
    [InlineData("operations", "-f")]
    [InlineData("admit", "-f")]
    [InlineData("config", "--config")]
    public async Task A_missing_file_is_named(string command, string option)
    {
        var run = await CommandRun.OfAsync(command, option, "/nowhere/at-all.yaml");

        Assert.Equal(2, run.Exit);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("/nowhere/at-all.yaml", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_no_configuration() => Assert.Equal(
        new CommandRun(2, "", $"error: {SourceTree.Golden}: is a folder; name a file with --config\n"),
        await CommandRun.OfAsync("config", "--config", SourceTree.Golden));

    [Fact]
    public async Task A_misspelt_command_is_told_what_it_may_be() => Assert.Equal(
        new CommandRun(
            2,
            "",
            """
            error: Required command was not provided.
            error: Unrecognized command or argument 'rendre'.
            'rendre' was not matched. Did you mean one of the following?
            render

            See 'route-metrics --help'.

            """),
        await CommandRun.OfAsync("rendre"));

    [Fact]
    public async Task Serving_without_the_files_of_the_certificate_is_an_input_error()
    {
        var run = await CommandRun.OfAsync("serve", "--tls-cert", "/nowhere/tls.crt", "--tls-key", "/nowhere/tls.key");

        Assert.Equal((2, ""), (run.Exit, run.Out));
        Assert.Contains("/nowhere/tls.crt", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_takes_nothing_is_no_crash()
    {
        await using var error = new StringWriter { NewLine = "\n" };
        await using var full = new FullDisk();

        Assert.Equal(
            2,
            await Webhook.Commands.CommandLine.RunAsync(
                ["render", "-f", Podinfo], new(Stream.Null, full, error), TestContext.Current.CancellationToken));
        Assert.Equal("error: the output cannot be written: No space left on device\n", error.ToString());
    }

    private sealed class FullDisk : StringWriter
    {
        public override void Write(string? value) => throw new IOException("No space left on device");
    }

    [Fact]
    public async Task Objects_are_read_from_standard_input()
    {
        var fromFile = await CommandRun.OfAsync("render", "-f", Podinfo);
        var fromInput = await CommandRun.WithInputAsync(
            await File.ReadAllTextAsync(Podinfo, TestContext.Current.CancellationToken), "render", "-f", "-");

        Assert.Equal(fromFile, fromInput);
    }

    [Fact]
    public async Task Several_files_may_follow_one_option()
    {
        var shop = Path.Combine(SourceTree.Golden, "shop.yaml");

        Assert.Equal(
            await CommandRun.OfAsync("render", "-f", Podinfo, shop), await CommandRun.OfAsync("render", "-f", Podinfo, "-f", shop));
    }

    [Fact]
    public async Task A_review_is_read_from_standard_input()
    {
        var review = Path.Combine(SourceTree.Samples, "namespace-review.json");

        Assert.Equal(
            await CommandRun.OfAsync("admit", "-f", review),
            await CommandRun.WithInputAsync(
                await File.ReadAllTextAsync(review, TestContext.Current.CancellationToken), "admit", "-f", "-"));
    }

    [Fact]
    public async Task A_review_that_cannot_be_read_is_an_input_error()
    {
        var run = await CommandRun.WithInputAsync("{\"apiVersion\": ", "admit", "-f", "-");

        Assert.Equal((2, ""), (run.Exit, run.Out));
        Assert.StartsWith("error: -: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_config_prints_is_read_back_to_itself()
    {
        var printed = await CommandRun.OfAsync("config");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, printed.Out, TestContext.Current.CancellationToken);

        Assert.Equal(printed, await CommandRun.OfAsync("config", "--config", file));
        File.Delete(file);
    }

    [Fact]
    public async Task The_reviews_of_the_sample_are_about_the_objects_of_the_sample()
    {
        var review = await File.ReadAllTextAsync(
            Path.Combine(SourceTree.Samples, "httproute-review.json"), TestContext.Current.CancellationToken);
        using var document = System.Text.Json.JsonDocument.Parse(review);
        var route = document.RootElement.GetProperty("request").GetProperty("object").GetRawText();

        Assert.Equal(
            await CommandRun.OfAsync("operations", "-f", Podinfo, "-o", "json"),
            await CommandRun.WithInputAsync(route, "operations", "-f", "-", "-o", "json"));
    }

    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("0s", 0)]
    [InlineData("500ms", 500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("2h", 7_200_000)]
    public void A_duration_is_read(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Webhook.Commands.DurationText.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("99999999999s")]
    public void What_is_no_duration_is_refused(string text) => Assert.Null(Webhook.Commands.DurationText.Read(text));
}
