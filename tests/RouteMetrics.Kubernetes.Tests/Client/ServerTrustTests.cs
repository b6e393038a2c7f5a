using Microsoft.AspNetCore.Server.Kestrel.Core;
using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

public sealed class ServerTrustTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_signed_by_another_CA_is_refused()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"));
        var cluster = $"server: '{server.Address}', certificate-authority-data: {ScriptedServer.Base64(new TestAuthority("another").Pem)}";

        var refused = await GetAsync(cluster);

        Assert.Equal(
            $"get namespaces a: {server.Address}: The remote certificate is invalid because of errors in the certificate chain: PartialChain", refused?.Message);
        Assert.Null(refused?.Status);
    }

    [Fact]
    public async Task A_server_signed_by_an_intermediate_CA_is_known_by_its_root()
    {
        var root = new TestAuthority("root");
        await using var server = await ScriptedServer.StartAsync(new TestAuthority("between", root), ["127.0.0.1"], [Answers.Json("{}")]);

        Assert.Null(await GetAsync(
            $"server: '{server.Address}', certificate-authority-data: {ScriptedServer.Base64(root.Pem + server.Authority.Pem)}"));
    }

    [Theory]
    [InlineData("kubernetes.default.svc", "", "RemoteCertificateNameMismatch")]
    [InlineData("127.0.0.2", "", "RemoteCertificateNameMismatch")]
    [InlineData("kubernetes.default.svc", ", tls-server-name: kubernetes.default.svc", null)]
    [InlineData("127.0.0.1", ", tls-server-name: kubernetes.default.svc", "RemoteCertificateNameMismatch")]
    [InlineData("127.0.0.1", "", null)]
    public async Task The_name_in_the_certificate_must_be_the_one_that_is_called(string name, string more, string? expected)
    {
        await using var server = await ScriptedServer.StartAsync(new TestAuthority(), [name], [Answers.Json("{}")]);

        var refused = await GetAsync($"server: '{server.Address}', certificate-authority-data: {ScriptedServer.Base64(server.Authority.Pem)}{more}");

        Assert.Equal(expected is null ? null : $"get namespaces a: {server.Address}: The remote certificate is invalid according to the validation procedure: {expected}", refused?.Message);
    }

    [Fact]
    public async Task Whoever_asks_for_no_verification_gets_none()
    {
        await using var server = await ScriptedServer.StartAsync(new TestAuthority(), ["elsewhere"], [Answers.Json("{}")]);

        Assert.Null(await GetAsync($"server: '{server.Address}', insecure-skip-tls-verify: true"));
    }

    [Fact]
    public async Task A_server_that_speaks_HTTP_1_only_will_do()
    {
        await using var server = await ScriptedServer.StartAsync(new TestAuthority(), ["127.0.0.1"], [Answers.Json("{}")], HttpProtocols.Http1);

        Assert.Null(await GetAsync($"server: '{server.Address}', certificate-authority-data: {ScriptedServer.Base64(server.Authority.Pem)}"));
        Assert.Equal("HTTP/1.1", Assert.Single(server.Requests).Protocol);
    }

    private static async Task<KubernetesApiException?> GetAsync(string cluster)
    {
        using var api = new KubernetesApi(Connection.Of(
            $"{{current-context: a, contexts: [{{name: a, context: {{cluster: c}}}}], clusters: [{{name: c, cluster: {{{cluster}}}}}]}}"));
        return await Record.ExceptionAsync(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel)) as KubernetesApiException;
    }
}
