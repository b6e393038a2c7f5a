using System.Net;
using System.Security.Cryptography.X509Certificates;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class ClientAuthorityTests
{
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private static readonly TestCertificates Clients = new("clients");

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_client_of_the_ca_is_answered(string version) =>
        Assert.StartsWith(
            "200 {\"apiVersion\":\"admission.k8s.io/v1\"", await AskAsync(Clients.Leaf("api server", ClientPurpose).Itself, version),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_client_without_a_certificate_is_not(string version) =>
        Assert.Equal("401 {\"error\":\"a client certificate is required, and none was presented\"}", await AskAsync(null, version));

    [Fact]
    public async Task A_client_of_another_ca_is_not() =>
        Assert.Equal(
            "403 {\"error\":\"the client certificate is not of the configured client CA\"}",
            await AskAsync(new TestCertificates("clients").Leaf("api server", ClientPurpose).Itself, "2.0"));

    [Fact]
    public async Task A_certificate_for_servers_does_not_make_a_client() =>
        Assert.Equal(
            "403 {\"error\":\"the client certificate is not of the configured client CA\"}",
            await AskAsync(Clients.Leaf("api server").Itself, "2.0"));

    [Fact]
    public async Task Probes_need_no_certificate()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        using var client = server.Client();
        Assert.Equal((200, "ok\n"), await RunningServer.GetAsync(client, "/healthz"));
        Assert.Equal((200, "ready\n"), await RunningServer.GetAsync(client, "/readyz"));
    }

    [Fact]
    public async Task A_new_ca_judges_new_connections()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var next = new TestCertificates("next");
        folder.Write("ca.crt", next.Pem);
        await server.LoggedAsync("ClientCaReplaced");
        using var client = server.Client(certificate: next.Leaf("api server", ClientPurpose).Itself);
        var (status, _) = await RunningServer.PostAsync(
            client, "/validate/httproutes", RunningServer.Json(Reviews.Route(Reviews.TwoRules)));
        Assert.Equal(200, status);
    }

    [Fact]
    public async Task Namespaces_are_learnt_from_a_client_of_the_ca()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        using var client = server.Client(certificate: Clients.Leaf("api server", ClientPurpose).Itself);
        Assert.Contains("skipped: the namespace is opted out", await AskAfterOptOutAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_takes_a_namespace_out_of_the_policy_where_nobody_is_asked_who_he_is()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        Assert.Contains("\"allowed\":false", await AskAfterOptOutAsync(client), StringComparison.Ordinal);
    }

    /// <summary>About a route that is denied, after a Namespace has said to opt out.</summary>
    private static async Task<string> AskAfterOptOutAsync(HttpClient client)
    {
        var optOut = Reviews.Namespace("""{"name":"podinfo","labels":{"routemetrics.io/enabled":"false"}}""", "UPDATE");
        var (status, _) = await RunningServer.PostAsync(client, "/mutate/namespaces", RunningServer.Json(optOut));
        Assert.Equal(200, status);
        var (_, body) = await RunningServer.PostAsync(
            client, "/validate/httproutes", RunningServer.Json(Reviews.Route(Reviews.RelativePath)));
        return body;
    }

    private static async Task<string> AskAsync(X509Certificate2? certificate, string version)
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        using var client = server.Client(Version.Parse(version), certificate);
        var (status, body) = await RunningServer.PostAsync(
            client, "/validate/httproutes", RunningServer.Json(Reviews.Route(Reviews.TwoRules)));
        return $"{status} {body}";
    }

    private static Task<RunningServer> StartAsync(TestFolder folder) => RunningServer.StartAsync(
        new() { EphemeralTls = true, ClientCa = folder.Write("ca.crt", Clients.Pem), PollInterval = TimeSpan.FromMilliseconds(50) });
}
