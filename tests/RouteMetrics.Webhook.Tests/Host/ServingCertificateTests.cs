using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using RouteMetrics.Testing;
using RouteMetrics.Webhook.Host;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class ServingCertificateTests
{
    private static readonly TestCertificates Root = new("root");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_certificate_is_served_with_its_intermediate(bool rsa)
    {
        using var folder = new TestFolder();
        var intermediate = new TestCertificates("intermediate", Root);
        var leaf = intermediate.Leaf("leaf", rsa: rsa);
        await using var server = await RunningServer.StartAsync(Options(folder, leaf.Certificate + intermediate.Pem, leaf.Key));
        using var client = server.Client(trust: Root.Pem);
        Assert.Equal((200, "ok\n"), await RunningServer.GetAsync(client, "/healthz"));
    }

    [Fact]
    public async Task A_new_pair_is_served_to_new_connections_while_old_ones_go_on()
    {
        using var folder = new TestFolder();
        var (first, second) = (Root.Leaf("first"), Root.Leaf("second"));
        await using var server = await RunningServer.StartAsync(Options(folder, first.Certificate, first.Key));
        using var old = server.Client(trust: Root.Pem);
        await RunningServer.GetAsync(old, "/healthz");

        folder.Write("tls.crt", second.Certificate);
        Assert.EndsWith(
            $"""tls.crt and {folder.File("tls.key")} do not belong together: the key is not that of the first certificate"{"}"}""",
            await server.LoggedAsync("ChangeRefused"), StringComparison.Ordinal);
        Assert.Equal("CN=first", await SubjectOfAsync(server));

        folder.Write("tls.key", second.Key);
        Assert.Contains("\"subject\":\"CN=second\"", await server.LoggedAsync("CertificateReplaced"), StringComparison.Ordinal);
        Assert.Equal("CN=second", await SubjectOfAsync(server));
        Assert.Equal((200, "ok\n"), await RunningServer.GetAsync(old, "/healthz"));
        Assert.Single(await server.LogOfAsync("ChangeRefused"));
    }

    [Fact]
    public void A_certificate_that_is_not_valid_takes_the_place_of_one_that_is_not_either_only()
    {
        var now = TimeProvider.System.GetUtcNow();
        var (current, other) = (ServingCertificate.From(Root.Leaf("current").Itself), ServingCertificate.From(Root.Leaf("other").Itself));
        Assert.Null(current.ObjectionTo(other, now));
        Assert.Null(current.ObjectionTo(other, now.AddDays(2)));
        Assert.StartsWith("the serving certificate CN=current has expired at ", current.FaultAt(now.AddDays(2)), StringComparison.Ordinal);
        Assert.StartsWith(
            "the serving certificate CN=current is not valid before ", current.FaultAt(now.AddDays(-1)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_certificate_does_not_replace_a_valid_one()
    {
        var now = TimeProvider.System.GetUtcNow();
        var (valid, expired) = (
            ServingCertificate.From(Root.Leaf("valid").Itself), ServingCertificate.From(Root.Leaf("expired", ended: true).Itself));
        Assert.StartsWith("the serving certificate CN=expired has expired at ", valid.ObjectionTo(expired, now), StringComparison.Ordinal);
        Assert.Null(expired.ObjectionTo(valid, now));
    }

    [Fact]
    public void Files_with_an_expired_certificate_leave_the_valid_one_in_force()
    {
        using var folder = new TestFolder();
        var (valid, expired) = (Root.Leaf("valid"), Root.Leaf("expired", ended: true));
        List<string> faults = [];
        var inputs = ServeInputs.Load(Options(folder, valid.Certificate, valid.Key), TimeProvider.System, faults)!;

        folder.Write("tls.crt", expired.Certificate);
        folder.Write("tls.key", expired.Key);
        inputs.Poll(NullLogger.Instance, TimeProvider.System.GetUtcNow());

        Assert.Empty(faults);
        Assert.Equal("CN=valid", inputs.Certificate.Value.Leaf.Subject);
    }

    [Fact]
    public async Task The_end_of_a_certificate_is_told_twice_and_ends_readiness()
    {
        var text = new LogText();
        var readiness = new Readiness();
        readiness.Ready();
        var certificate = ServingCertificate.From(Root.Leaf("leaf").Itself);
        var now = TimeProvider.System.GetUtcNow();
        await using (var logs = new JsonLog(text, TimeProvider.System))
        {
            var life = new CertificateLife(readiness, logs.CreateLogger("RouteMetrics"));
            life.Check(certificate, now);
            life.Check(certificate, now.AddHours(20));
            life.Check(certificate, now.AddHours(20));
            Assert.Null(readiness.Reason);
            life.Check(certificate, now.AddDays(2));
            life.Check(certificate, now.AddDays(2));
            Assert.Equal(certificate.FaultAt(now.AddDays(2)), readiness.Reason);
        }

        Assert.Collection(
            text.Lines,
            line => Assert.Contains("\"event\":\"CertificateEnding\"", line, StringComparison.Ordinal),
            line => Assert.Contains("\"event\":\"CertificateInvalid\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pair_that_disappears_goes_on_being_served()
    {
        using var folder = new TestFolder();
        var leaf = Root.Leaf("leaf");
        await using var server = await RunningServer.StartAsync(Options(folder, leaf.Certificate, leaf.Key));
        File.Delete(folder.File("tls.crt"));
        Assert.Contains(
            "tls.crt: cannot be read: Could not find file", await server.LoggedAsync("ChangeRefused"), StringComparison.Ordinal);
        Assert.Equal("CN=leaf", await SubjectOfAsync(server));
    }

    [Fact]
    public void Every_reason_why_a_pair_cannot_be_served_is_told()
    {
        var (one, other) = (Root.Leaf("one"), Root.Leaf("other", rsa: true));
        Assert.Equal(["crt: holds no PEM certificate"], Faults("", one.Key));
        Assert.Equal(["key: holds no readable PEM private key (an encrypted one is not supported)"], Faults(one.Certificate, ""));
        Assert.Equal(
            ["key: holds no readable PEM private key (an encrypted one is not supported)"], Faults(one.Certificate, one.Certificate));
        Assert.Equal(
            ["crt and key do not belong together: the key is not that of the first certificate"], Faults(one.Certificate, other.Key));
        Assert.Equal(
            ["crt and key do not belong together: the key is not that of the first certificate"],
            Faults(Root.Pem + one.Certificate, one.Key));
        Assert.StartsWith(
            "crt: a certificate in it cannot be read: ",
            Assert.Single(Faults("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", one.Key)), StringComparison.Ordinal);
        Assert.Empty(Faults(one.Certificate, one.Key));
    }

    [Fact]
    public async Task An_ephemeral_certificate_is_for_this_host_and_for_the_service()
    {
        await using var server = await RunningServer.StartAsync();
        var names = server.Inputs.Certificate.Value.Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(
            [
                "localhost", Dns.GetHostName(), "route-metrics.route-metrics.svc", "route-metrics.route-metrics.svc.cluster.local",
                "route-metrics.route-metrics"],
            names.EnumerateDnsNames());
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], names.EnumerateIPAddresses());
        using var client = server.Client();
        client.BaseAddress = new Uri($"https://localhost:{server.Address.Port}");
        Assert.Equal((200, "ok\n"), await RunningServer.GetAsync(client, "/healthz"));
    }

    private static List<string> Faults(string certificate, string key)
    {
        List<string> faults = [];
        var served = ServingCertificate.From(new("crt", certificate), new("key", key), faults);
        Assert.Equal(faults.Count == 0, served is not null);
        return faults;
    }

    private static ServeOptions Options(TestFolder folder, string certificate, string key) => new()
    {
        TlsCertificate = folder.Write("tls.crt", certificate),
        TlsKey = folder.Write("tls.key", key),
        PollInterval = TimeSpan.FromMilliseconds(50),
    };

    private static async Task<string> SubjectOfAsync(RunningServer server)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(socket.GetStream());
        var options = RunningServer.TrustingOnly(Root.Pem);
        options.TargetHost = "127.0.0.1";
        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return tls.RemoteCertificate!.Subject;
    }
}
