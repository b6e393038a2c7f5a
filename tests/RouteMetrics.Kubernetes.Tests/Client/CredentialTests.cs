using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

public sealed class CredentialTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{token: secret}", "Bearer secret")]
    [InlineData("{username: admin, password: 'p:ß'}", "Basic YWRtaW46cDrDnw==")]
    [InlineData("{}", null)]
    public async Task A_header_says_who_asks(string user, string? expected)
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"));
        using var api = new KubernetesApi(server.Connect(user));

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);

        var request = Assert.Single(server.Requests);
        Assert.Equal(expected, request.Headers.GetValueOrDefault("Authorization"));
        Assert.Equal("route-metrics/0.1.0", request.Headers["User-Agent"]);
        Assert.Equal("HTTP/2", request.Protocol);
    }

    [Fact]
    public async Task A_client_certificate_is_presented_from_data_and_from_files_beside_the_kubeconfig()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"), Answers.Json("{}"));
        var (certificate, key) = server.Authority.Client("alice");
        folder.Write("client.crt", certificate);
        folder.Write("client.key", key);
        var data = $"{{client-certificate-data: {ScriptedServer.Base64(certificate)}, client-key-data: {ScriptedServer.Base64(key)}}}";

        await GetAsync(server.Kubeconfig(data));
        await GetAsync(server.Kubeconfig("{client-certificate: client.crt, client-key: client.key}"));

        Assert.Equal(["alice", "alice"], server.Requests.Select(request => request.Client));
    }

    [Fact]
    public async Task A_token_file_is_read_again_and_while_it_cannot_be_the_last_token_counts()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"), Answers.Json("{}"), Answers.Json("{}"));
        folder.Write("token", "first\n");
        List<string> faults = [];
        using var api = new KubernetesApi(
            ClusterConnection.FromKubeconfig(folder.Write("config", server.Kubeconfig("{tokenFile: token, token: static}")), null, faults)!);

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        folder.Write("token", "second\n");
        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        File.Delete(folder.File("token"));
        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);

        Assert.Equal(["Bearer first", "Bearer second", "Bearer second"], server.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public void A_pod_has_its_address_in_the_environment_and_the_rest_in_files()
    {
        folder.Write("token", "t");
        folder.Write("ca.crt", new TestAuthority().Pem);
        folder.Write("namespace", "route-metrics\n");
        List<string> faults = [];

        var connection = PodConnection.Of(folder.Path, InPod("fd00::1"), faults);

        Assert.Empty(faults);
        Assert.Equal(("https://[fd00::1]:6443/", "route-metrics"), (connection!.Server.ToString(), connection.Namespace));
    }

    [Fact]
    public void Outside_of_a_pod_there_is_none_and_in_a_pod_without_its_files_that_is_told()
    {
        List<string> faults = [];

        Assert.Null(PodConnection.Of(folder.Path, _ => null, faults));
        Assert.Empty(faults);

        Assert.Null(PodConnection.Of(folder.Path, InPod("10.96.0.1"), faults));
        Assert.Equal(
            [
                $"{folder.File("token")}: does not exist; is automountServiceAccountToken off?",
                $"{folder.File("ca.crt")}: does not exist",
            ],
            faults);
    }

    [Fact]
    public async Task The_CA_of_a_pod_may_be_replaced()
    {
        var (old, @new) = (new TestAuthority("old"), new TestAuthority("new"));
        await using var server = await ScriptedServer.StartAsync(@new, ["127.0.0.1"], [Answers.Json("{}")]);
        folder.Write("token", "t");
        folder.Write("ca.crt", old.Pem);
        List<string> faults = [];
        using var api = new KubernetesApi(PodConnection.Of(folder.Path, InPod("127.0.0.1", server.Address.Port), faults)!);

        var refused = await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));
        folder.Write("ca.crt", old.Pem + @new.Pem);
        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);

        Assert.Contains("certificate", refused.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    private static Func<string, string?> InPod(string host, int port = 6443) =>
        name => name switch { "KUBERNETES_SERVICE_HOST" => host, "KUBERNETES_SERVICE_PORT" => $"{port}", _ => null };

    private async Task GetAsync(string kubeconfig)
    {
        List<string> faults = [];
        using var api = new KubernetesApi(ClusterConnection.FromKubeconfig(folder.Write("config", kubeconfig), null, faults)!);
        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        Assert.Empty(faults);
    }
}
