using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

public sealed class ExecPluginTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_plugin_is_told_what_the_kubeconfig_says_and_its_token_is_kept()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"), Answers.Json("{}"));
        folder.WriteScript("plugin", """
            cd "$(dirname "$0")"
            echo "$* $GREETING $KUBERNETES_EXEC_INFO" >>calls
            cat >>stdin
            echo '{"apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential", "status": {"token": "made", "expirationTimestamp": "2999-01-01T00:00:00Z"}}'
            """);
        const string User = """
            {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./plugin, args: [get-token, --for, x y], env: [{name: GREETING, value: hello}], provideClusterInfo: true}}
            """;
        using var api = Api(server.Kubeconfig(User, ", extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: [a, 1]}}]"));

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);

        Assert.Equal(["Bearer made", "Bearer made"], server.Requests.Select(request => request.Headers["Authorization"]));
        Assert.Equal(
            $$$$$"""
            get-token --for x y hello {"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","spec":{"interactive":false,"cluster":{"server":"{{{{{server.Address}}}}}","certificate-authority-data":"{{{{{ScriptedServer.Base64(server.Authority.Pem)}}}}}","config":{"audience":["a",1]}}}}

            """,
            await File.ReadAllTextAsync(folder.File("calls"), Cancel));
        Assert.Equal("", await File.ReadAllTextAsync(folder.File("stdin"), Cancel));
    }

    [Fact]
    public async Task An_expired_credential_is_asked_for_again()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"), Answers.Json("{}"));
        using var api = Api(server.Kubeconfig(Counting(""", "expirationTimestamp": "2020-01-01T00:00:00Z" """)));

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);

        Assert.Equal(["Bearer t1", "Bearer t2"], server.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_refused_credential_is_asked_for_again_once()
    {
        var refusal = Answers.Failure(401, "Unauthorized", "Unauthorized");
        await using var server = await ScriptedServer.StartAsync(refusal, Answers.Json("{}"), refusal, refusal);
        using var api = Api(server.Kubeconfig(Counting("")));

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        var refused = await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));

        Assert.Equal("get namespaces a: the server says 401 Unauthorized: Unauthorized", refused.Message);
        Assert.Equal(["Bearer t1", "Bearer t2", "Bearer t2", "Bearer t3"], server.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_new_client_certificate_is_presented_on_a_new_connection()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"), Answers.Failure(401, "Unauthorized", "expired"), Answers.Json("{}"));
        folder.Write("status.1", Certificate(server, "first"));
        folder.Write("status.2", Certificate(server, "second"));
        folder.WriteScript("plugin", """
            cd "$(dirname "$0")"; echo >>calls
            echo '{"apiVersion": "client.authentication.k8s.io/v1", "status":'; cat status.$(wc -l <calls); echo '}'
            """);
        using var api = Api(server.Kubeconfig("{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never}}"));

        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);
        await api.GetAsync(ResourceType.Namespaces, null, "a", Cancel);

        Assert.Equal(["first", "first", "second"], server.Requests.Select(request => request.Client));
    }

    [Fact]
    public async Task Many_requests_at_once_run_the_plugin_once()
    {
        await using var server = await ScriptedServer.StartAsync([.. Enumerable.Repeat(Answers.Json("{}"), 20)]);
        using var api = Api(server.Kubeconfig(Counting("")));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel)));

        Assert.Equal(["Bearer t1"], server.Requests.Select(request => request.Headers["Authorization"]).Distinct());
    }

    [Theory]
    [InlineData("echo 'no login' >&2; exit 3", "ended with exit code 3: no login")]
    [InlineData("echo secret", "did not print an ExecCredential in JSON")]
    [InlineData("echo '{\"apiVersion\": \"client.authentication.k8s.io/v1beta1\"}'", "printed apiVersion \"client.authentication.k8s.io/v1beta1\"; client.authentication.k8s.io/v1 was asked for")]
    [InlineData("echo '{\"apiVersion\": \"client.authentication.k8s.io/v1\"}'", "printed no status")]
    [InlineData("echo '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"status\": {}}'", "printed neither a token nor a client certificate")]
    [InlineData("echo '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"status\": {\"clientKeyData\": \"x\"}}'", "printed only one of clientCertificateData and clientKeyData")]
    [InlineData("echo '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"status\": {\"token\": 1}}'", "did not print an ExecCredential in JSON")]
    [InlineData("echo '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"status\": {\"token\": \"t\", \"expirationTimestamp\": \"soon\"}}'", "did not print an ExecCredential in JSON")]
    public async Task What_a_plugin_does_wrong_is_told(string script, string expected)
    {
        await using var server = await ScriptedServer.StartAsync();
        folder.WriteScript("plugin", script);
        using var api = Api(server.Kubeconfig("{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never}}"));

        var failure = await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));

        Assert.Equal($"credential plugin {folder.File("plugin")}: {expected}", failure.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_plugin_that_is_not_installed_is_told_with_the_hint_of_the_kubeconfig()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var api = new KubernetesApi(server.Connect("""
            {exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, installHint: "Get it from the shop.\n"}}
            """));

        var failure = await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetAsync(ResourceType.Namespaces, null, "a", Cancel));

        Assert.Equal("credential plugin no-such-plugin: cannot be run; it is not on PATH. Get it from the shop.", failure.Message);
    }

    private static string Certificate(ScriptedServer server, string name)
    {
        var (certificate, key) = server.Authority.Client(name);
        return $$"""{"clientCertificateData": "{{certificate.ReplaceLineEndings("\\n")}}", "clientKeyData": "{{key.ReplaceLineEndings("\\n")}}"}""";
    }

    // A plugin whose tokens are t1, t2 and so on.
    private string Counting(string more)
    {
        folder.WriteScript("plugin", $$$"""
            cd "$(dirname "$0")"; echo >>calls
            echo '{"apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "t'$(wc -l <calls)'"{{{more}}}}}'
            """);
        return "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, interactiveMode: Never}}";
    }

    private KubernetesApi Api(string kubeconfig)
    {
        List<string> faults = [];
        var connection = ClusterConnection.FromKubeconfig(folder.Write("config", kubeconfig), null, faults);
        Assert.Empty(faults);
        return new(connection!);
    }
}
