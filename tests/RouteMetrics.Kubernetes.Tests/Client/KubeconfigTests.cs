using RouteMetrics.Core.Model;
using RouteMetrics.Kubernetes.Client;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

public sealed class KubeconfigTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly List<string> faults = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_current_context_names_server_and_namespace()
    {
        var connection = Load("""
            apiVersion: v1
            kind: Config
            current-context: two
            clusters:
            - {name: a, cluster: {server: "https://a:6443"}}
            - {name: b, cluster: {server: "https://[fd00::1]:6443/prefix"}}
            users: [{name: u, user: {token: t}}]
            contexts:
            - {name: one, context: {cluster: a, user: u}}
            - {name: two, context: {cluster: b, user: u, namespace: apps}}
            """);

        Assert.Equal(("https://[fd00::1]:6443/prefix", "apps"), (connection!.Server.ToString(), connection.Namespace));
    }

    [Fact]
    public void Another_context_can_be_chosen_and_its_namespace_is_default_unless_said()
    {
        var connection = Load(
            """{"apiVersion": "v1", "kind": "Config", "clusters": [{"name": "a", "cluster": {"server": "https://a"}}], "contexts": [{"name": "one", "context": {"cluster": "a"}}]}""",
            "one");

        Assert.Equal(("https://a/", "default"), (connection!.Server.ToString(), connection.Namespace));
    }

    [Fact]
    public void Of_several_files_the_first_that_has_an_entry_gives_it()
    {
        var first = folder.Write("first", """
            clusters: [{name: a, cluster: {server: "https://first"}}]
            contexts: [{name: one, context: {cluster: a}}]
            """);
        var second = folder.Write("second", """
            current-context: two
            clusters: [{name: a, cluster: {server: "https://second"}}, {name: b, cluster: {server: "https://b"}}]
            contexts: [{name: two, context: {cluster: a, namespace: apps}}, {name: one, context: {cluster: b}}]
            """);
        var environment = $"{folder.File("absent")}:{first}:{second}:{first}";

        var current = Kubeconfig.Load(null, name => name == "KUBECONFIG" ? environment : null, faults)!.Connect(null, faults);
        var one = Kubeconfig.Load(null, name => name == "KUBECONFIG" ? environment : null, faults)!.Connect("one", faults);

        Assert.Empty(faults);
        Assert.Equal(("https://first/", "apps"), (current!.Server.ToString(), current.Namespace));
        Assert.Equal(("https://first/", "default"), (one!.Server.ToString(), one.Namespace));
    }

    [Fact]
    public void Without_a_file_or_variable_it_is_the_one_in_the_home_folder()
    {
        Directory.CreateDirectory(folder.File(".kube"));
        folder.Write(".kube/config", """
            current-context: one
            clusters: [{name: a, cluster: {server: "https://home"}}]
            contexts: [{name: one, context: {cluster: a}}]
            """);

        var connection = Kubeconfig.Load(null, name => name == "HOME" ? folder.Path : null, faults)!.Connect(null, faults);

        Assert.Equal("https://home/", connection!.Server.ToString());
    }

    [Fact]
    public async Task A_proxy_is_what_the_server_is_reached_over()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"));
        using var api = new KubernetesApi(server.Connect(cluster: ", proxy-url: 'http://127.0.0.1:1'"));

        await Assert.ThrowsAsync<KubernetesApiException>(() => api.GetAsync(ResourceType.Namespaces, null, "a", TestContext.Current.CancellationToken));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Every_fault_is_told_at_once_with_file_line_and_field_and_without_secrets()
    {
        const string Text = """
            current-context: one
            clusters:
            - name: a
              cluster:
                server: kubernetes.example.com
                certificate-authority-data: "!secret!"
                certificate-authority: ca.crt
                proxy-url: proxy
                insecure-skip-tls-verify: 1
            users:
            - name: u
              user:
                token: 12345
                username: admin
                as: root
                client-certificate: missing.crt
                client-key-data: LS0=
                client-key: client.key
            contexts:
            - name: one
              context:
                cluster: a
                user: u
            """;

        Assert.Equal(
            [
                "config:5: clusters[0].cluster.server: must be an address such as https://host:6443",
                "config:8: clusters[0].cluster.proxy-url: must be an address such as http://host:6443",
                "config:6: clusters[0].cluster.certificate-authority-data: certificate-authority is there too; remove one of the two",
                "config:9: clusters[0].cluster.insecure-skip-tls-verify: must be true or false",
                "config:6: clusters[0].cluster.certificate-authority-data: is no base64",
                "ca.crt: does not exist",
                "config:15: users[0].user.as: impersonation is not supported; use the credentials of that user",
                "config:14: users[0].user.username: token is there too; remove one of the two",
                "missing.crt: does not exist",
                "config:17: users[0].user.client-key-data: client-key is there too; remove one of the two",
                "config:13: users[0].user.token: must be text; put it in quotes",
            ],
            Connection.FaultsOf(Text));
    }

    [Theory]
    [InlineData("current-context: x\n  y: z", "config:2: not valid YAML: While scanning a plain scalar value, found invalid mapping; check quotes and indentation (spaces, no tabs)")]
    [InlineData("", "config: current-context is not set; choose a context: none")]
    [InlineData("contexts: [{name: a, context: {cluster: c}}, {name: b, context: {cluster: c}}]", "config: current-context is not set; choose a context: a, b")]
    [InlineData("current-context: c\ncontexts: [{name: a, context: {cluster: c}}]", "config: there is no context \"c\"; there are: a")]
    [InlineData("current-context: a\ncontexts:\n- name: a\n  context: {cluster: c}", "config:4: contexts[0].context.cluster: there is no cluster \"c\"; there are: none")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {user: u}}]\nusers: [{name: v, user: {}}]", "config:2: contexts[0].context: cluster: is missing|config:2: contexts[0].context.user: there is no user \"u\"; there are: v")]
    [InlineData("clusters: [{name: a, cluster: {}}, {name: a, cluster: {}}]", "config:1: clusters[1]: the name \"a\" is there twice; remove one of the two")]
    [InlineData("clusters: {}", "config:1: clusters: must be a list")]
    [InlineData("- a", "config:1: must be a map")]
    [InlineData("a: 1\n---\nb: 1", "config:3: one document is enough; remove the others")]
    public void What_cannot_be_used_is_told(string text, string expected) => Assert.Equal(expected.Split('|'), Connection.FaultsOf(text));

    [Theory]
    [InlineData("{client-certificate-data: LS0=}", "config:1: users[0].user: client-certificate is there, client-key is missing")]
    [InlineData("{client-key-data: LS0=}", "config:1: users[0].user: client-key is there, client-certificate is missing")]
    [InlineData("{tokenFile: absent}", "absent: does not exist")]
    [InlineData("{auth-provider: {name: gcp}}", "config:1: users[0].user.auth-provider: is gone since Kubernetes 1.26; use an exec plugin")]
    [InlineData("{token: t, exec: {command: c, apiVersion: client.authentication.k8s.io/v1}}", "config:1: users[0].user.exec: token is there too; remove one of the two")]
    [InlineData("{exec: {}}", "config:1: users[0].user.exec: command: is missing|config:1: users[0].user.exec: apiVersion: is missing")]
    [InlineData(
        "{exec: {command: c, apiVersion: client.authentication.k8s.io/v1alpha1, interactiveMode: Always, env: [{value: x}]}}",
        "config:1: users[0].user.exec.apiVersion: must be one of client.authentication.k8s.io/v1, client.authentication.k8s.io/v1beta1"
        + "|config:1: users[0].user.exec.interactiveMode: nobody is there to answer the plugin; use one that can do without, and IfAvailable or Never"
        + "|config:1: users[0].user.exec.env[0]: name: is missing")]
    public void A_user_that_cannot_be_used_is_told(string user, string expected)
    {
        var text = $"{{current-context: a, contexts: [{{name: a, context: {{cluster: c, user: u}}}}], clusters: [{{name: c, cluster: {{server: 'https://c'}}}}], users: [{{name: u, user: {user}}}]}}";

        Assert.Equal(expected.Split('|'), Connection.FaultsOf(text));
    }

    [Fact]
    public void A_file_that_is_asked_for_must_be_there()
    {
        Assert.Null(ClusterConnection.FromKubeconfig(folder.File("absent"), null, faults));
        Assert.Null(Kubeconfig.Load(null, name => name == "KUBECONFIG" ? "/absent/a:/absent/b" : null, faults));

        Assert.Equal(
            [$"{folder.File("absent")}: does not exist", "/absent/a:/absent/b: there is no kubeconfig; name one with --kubeconfig or KUBECONFIG"], faults);
    }

    private ClusterConnection? Load(string text, string? context = null)
    {
        var connection = ClusterConnection.FromKubeconfig(folder.Write("config", text), context, faults);
        Assert.Empty(faults);
        return connection;
    }
}
