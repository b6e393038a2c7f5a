using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

/// <summary>
/// What KubernetesClient.Aot makes of a kubeconfig, and why we read it ourselves (docs/decisions/0001-kubernetes-client.md). A test that fails after an update of
/// the package says that some of our code may go.
/// </summary>
public sealed class PackageKubeconfigTests : IDisposable
{
    private const string Exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: PLUGIN, args: [get-token, x y], provideClusterInfo: true}";

    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    // Ours refuses it: KubeconfigTests.Every_fault_is_told_at_once_with_file_line_and_field_and_without_secrets.
    [Fact]
    public async Task The_package_ignores_as_and_acts_as_another_user()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"));

        await GetAsync(server.Kubeconfig("{token: admin, as: reader, as-groups: [readers]}"));

        var request = Assert.Single(server.Requests);
        Assert.Equal("Bearer admin", request.Headers["Authorization"]);
        Assert.DoesNotContain(request.Headers.Keys, header => header.StartsWith("Impersonate", StringComparison.OrdinalIgnoreCase));
    }

    // Ours: KubeconfigTests.A_proxy_is_what_the_server_is_reached_over.
    [Fact]
    public async Task The_package_ignores_proxy_url_and_goes_around_the_proxy()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"));

        await GetAsync(server.Kubeconfig(cluster: ", proxy-url: 'http://127.0.0.1:1'"));

        Assert.Single(server.Requests);
    }

    // Ours: CredentialTests.A_token_file_is_read_again_and_while_it_cannot_be_the_last_token_counts.
    [Fact]
    public async Task The_package_does_not_know_tokenFile()
    {
        await using var server = await ScriptedServer.StartAsync();
        folder.Write("token", "secret");

        var fault = Assert.Throws<KubeConfigException>(() => Load(server.Kubeconfig("{tokenFile: token}")));

        Assert.Equal("User: test does not have appropriate auth credentials in kubeconfig", fault.Message);
    }

    // Ours: KubeconfigTests.Another_context_can_be_chosen_and_its_namespace_is_default_unless_said.
    [Fact]
    public async Task The_package_refuses_a_user_without_credentials()
    {
        await using var server = await ScriptedServer.StartAsync();

        Assert.Throws<KubeConfigException>(() => Load(server.Kubeconfig("{}")));
    }

    // Ours: ServerTrustTests.A_server_signed_by_an_intermediate_CA_is_known_by_its_root, CredentialTests.The_CA_of_a_pod_may_be_replaced.
    // Mended in the other package only: https://github.com/kubernetes-client/csharp/issues/1689.
    [Fact]
    public void The_package_reads_the_first_certificate_of_a_bundle_only()
    {
        var bundle = new TestAuthority("first").Pem + new TestAuthority("second").Pem;

        var configuration = Load($$$"""
            current-context: a
            clusters: [{name: c, cluster: {server: "https://c", certificate-authority-data: {{{ScriptedServer.Base64(bundle)}}}}}]
            users: [{name: u, user: {token: t}}]
            contexts: [{name: a, context: {cluster: c, user: u}}]
            """);

        Assert.Equal("CN=first", Assert.Single(configuration.SslCaCerts).Subject);
    }

    // Ours: ExecPluginTests.A_plugin_is_told_what_the_kubeconfig_says_and_its_token_is_kept. https://github.com/kubernetes-client/csharp/issues/1568 (arguments),
    // https://github.com/kubernetes-client/csharp/pull/1808 (provideClusterInfo).
    [Fact]
    public async Task The_package_runs_a_plugin_twice_with_arguments_that_fall_apart_and_without_the_cluster()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"));
        var plugin = folder.WriteScript("plugin", """
            echo "$# $KUBERNETES_EXEC_INFO" >>"$(dirname "$0")/calls"
            echo '{"apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "made"}}'
            """);

        await GetAsync(server.Kubeconfig($"{{{Exec.Replace("PLUGIN", plugin, StringComparison.Ordinal)}}}"));

        var calls = await File.ReadAllLinesAsync(folder.File("calls"), Cancel);
        Assert.Equal(2, calls.Length);
        Assert.All(calls, call => Assert.StartsWith("3 ", call, StringComparison.Ordinal));
        Assert.All(calls, call => Assert.DoesNotContain("cluster", call, StringComparison.Ordinal));
    }

    // Ours: ExecPluginTests.A_refused_credential_is_asked_for_again_once.
    [Fact]
    public async Task The_package_keeps_the_credential_of_a_plugin_that_the_server_refuses()
    {
        var refusal = Answers.Failure(401, "Unauthorized", "expired");
        await using var server = await ScriptedServer.StartAsync(refusal, refusal);
        var plugin = folder.WriteScript("plugin", """
            cd "$(dirname "$0")"; echo >>calls
            echo '{"apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "t'$(wc -l <calls)'"}}'
            """);
        using var client = new k8s.Kubernetes(Load(server.Kubeconfig($"{{{Exec.Replace("PLUGIN", plugin, StringComparison.Ordinal)}}}")));

        await Assert.ThrowsAsync<HttpOperationException>(() => client.CoreV1.ReadNamespaceAsync("a", cancellationToken: Cancel));
        await Assert.ThrowsAsync<HttpOperationException>(() => client.CoreV1.ReadNamespaceAsync("a", cancellationToken: Cancel));

        Assert.Equal(["Bearer t2", "Bearer t2"], server.Requests.Select(request => request.Headers["Authorization"]));
    }

    // Ours: KubeconfigTests.What_cannot_be_used_is_told, with file, line and field.
    [Theory]
    [InlineData("current-context: x\n  y: z")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: c}}]")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: c}}]")]
    public void The_package_does_not_say_in_which_file_and_line_a_fault_is(string text)
    {
        var fault = Assert.ThrowsAny<Exception>(() => Load(text));

        Assert.DoesNotContain(folder.File("config"), fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("line", fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    private KubernetesClientConfiguration Load(string kubeconfig) => KubernetesClientConfiguration.BuildConfigFromConfigFile(folder.Write("config", kubeconfig));

    private async Task GetAsync(string kubeconfig)
    {
        using var client = new k8s.Kubernetes(Load(kubeconfig));
        await client.CoreV1.ReadNamespaceAsync("a", cancellationToken: Cancel);
    }
}
