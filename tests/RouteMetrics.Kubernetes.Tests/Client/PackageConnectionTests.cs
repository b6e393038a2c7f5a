using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using k8s;
using k8s.Authentication;
using k8s.Autorest;
using k8s.Models;
using RouteMetrics.Testing;

namespace RouteMetrics.Kubernetes.Tests.Client;

/// <summary>
/// What KubernetesClient.Aot does on the wire that keeps code of ours in its place (docs/decisions/0001-kubernetes-client.md). A test that fails after an update
/// of the package says that some of our code may go.
/// </summary>
public sealed class PackageConnectionTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    // Ours: ServerTrustTests.The_name_in_the_certificate_must_be_the_one_that_is_called. Of CVE-2025-9708 only the chain was mended
    // (https://github.com/kubernetes-client/csharp/issues/1668).
    [Fact]
    public async Task The_package_accepts_the_certificate_of_another_host_if_a_private_CA_signed_it()
    {
        await using var server = await ScriptedServer.StartAsync(new TestAuthority(), ["elsewhere.example.com"], [Answers.Json("{}")]);
        using var client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = server.Address.ToString(), SslCaCerts = Bundle(server.Authority) });

        await client.CoreV1.ReadNamespaceAsync("a", cancellationToken: Cancel);

        Assert.Single(server.Requests);
    }

    // Ours: CredentialTests.The_CA_of_a_pod_may_be_replaced.
    [Fact]
    public async Task The_package_stays_with_the_CA_that_it_began_with()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"));
        var configuration = new KubernetesClientConfiguration { Host = server.Address.ToString(), SslCaCerts = Bundle(new TestAuthority("old")) };
        using var client = new k8s.Kubernetes(configuration);

        configuration.SslCaCerts = Bundle(server.Authority);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.CoreV1.ReadNamespaceAsync("a", cancellationToken: Cancel));
    }

    // Ours: CredentialTests.A_token_file_is_read_again_and_while_it_cannot_be_the_last_token_counts.
    [Fact]
    public async Task The_package_reads_a_token_file_once_a_minute_and_fails_while_it_is_not_there()
    {
        var source = new TokenFileAuth(folder.Write("token", "first"));

        var first = await source.GetAuthenticationHeaderAsync(Cancel);
        folder.Write("token", "second");
        var second = await source.GetAuthenticationHeaderAsync(Cancel);

        Assert.Equal(("first", "first"), (first.Parameter, second.Parameter));
        await Assert.ThrowsAnyAsync<Exception>(() => new TokenFileAuth(folder.File("absent")).GetAuthenticationHeaderAsync(Cancel));
    }

    // Ours: ApiChannel, KubernetesApiTests.An_answer_whose_body_stalls_is_left_after_30_seconds; for lists and watches WatchTroubleTests.
    [Fact]
    public async Task The_package_waits_for_a_body_that_stalls_in_spite_of_its_time_limit()
    {
        var server = await ScriptedServer.StartAsync(Answers.WatchThenSilence("{\"kind\": "));
        var configuration = new KubernetesClientConfiguration
        {
            Host = server.Address.ToString(),
            SslCaCerts = Bundle(server.Authority),
            HttpClientTimeout = TimeSpan.FromSeconds(1),
        };
        using var client = new k8s.Kubernetes(configuration);

        var request = Task.Run(() => client.CoreV1.ReadNamespaceAsync("a", cancellationToken: Cancel), Cancel);
        await server.ReceivedAsync(1);
        await Assert.ThrowsAsync<TimeoutException>(() => request.WaitAsync(TimeSpan.FromSeconds(4), Cancel));

        await server.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => request);
    }

    // Ours: KubernetesApiTests.An_answer_that_is_no_Status_is_shown_in_part_and_on_one_line_unless_it_is_huge.
    [Fact]
    public async Task The_package_puts_the_whole_page_of_a_proxy_into_its_message()
    {
        var page = new string('x', 1_000_000);
        await using var server = await ScriptedServer.StartAsync(Answers.Json(page, 502));
        using var client = Trusting(server);

        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => client.CoreV1.ReadNamespaceAsync("a", cancellationToken: Cancel));

        Assert.Contains(page, refused.Message, StringComparison.Ordinal);
    }

    // Ours: RetryTests.
    [Fact]
    public async Task The_package_does_not_come_back_when_a_server_asks_for_it()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Failure(429, "TooManyRequests", "later", retryAfter: "0"), Answers.Json("{}"));
        using var client = Trusting(server);

        await Assert.ThrowsAsync<HttpOperationException>(() => client.CoreV1.ReadNamespaceAsync("a", cancellationToken: Cancel));

        Assert.Single(server.Requests);
    }

    // Ours: KubernetesApi.Escaped, KubernetesApiTests.Each_verb_has_its_path_its_body_and_our_field_manager.
    [Fact]
    public async Task The_package_does_not_escape_names_in_paths()
    {
        await using var server = await ScriptedServer.StartAsync(Answers.Json("{}"));
        using var client = Trusting(server);

        await client.CoreV1.ReadNamespacedSecretAsync("a/b?c=d", "apps", cancellationToken: Cancel);

        Assert.Equal("GET /api/v1/namespaces/apps/secrets/a/b?c=d", Assert.Single(server.Lines));
    }

    // Ours: ListTests.Deeply_nested_objects_are_read_and_written.
    [Fact]
    public async Task The_package_reads_objects_of_64_levels_only()
    {
        var deep = $$$"""{"metadata": {"managedFields": [{"fieldsV1": {{{string.Concat(Enumerable.Repeat("{\"a\":", 64))}}}1{{{new string('}', 64)}}}}]}}""";
        await using var server = await ScriptedServer.StartAsync(Answers.Json(deep));
        using var client = Trusting(server);

        await Assert.ThrowsAsync<JsonException>(() => client.CoreV1.ReadNamespaceAsync("a", cancellationToken: Cancel));
    }

    // Ours: ApiJson.MicroTime, LeaderElectionTests. An API server takes exactly six digits for metav1.MicroTime.
    [Fact]
    public void The_package_writes_a_whole_second_without_the_digits_that_a_Lease_needs()
    {
        var spec = new V1LeaseSpec { RenewTime = new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc) };

        Assert.Equal("""{"spec":{"renewTime":"2026-01-31T12:00:00Z"}}""", KubernetesJson.Serialize(new V1Lease { Spec = spec }));
    }

    // Ours: ApiJson, KubernetesApiTests.What_was_read_can_be_written_back.
    [Fact]
    public void The_package_cannot_write_an_object_back_that_it_read_from_a_server()
    {
        var read = KubernetesJson.Deserialize<V1Lease>("""{"metadata":{"managedFields":[{"manager":"m","fieldsV1":{"f:spec":{}}}]}}""");

        Assert.Throws<NotSupportedException>(() => KubernetesJson.Serialize(read));
    }

    // Ours: JsonPatch and server-side apply for objects of others; whole objects are only written of Leases and of our own Secret.
    [Fact]
    public void The_models_of_the_package_lose_the_fields_that_they_do_not_know()
    {
        var read = KubernetesJson.Deserialize<V1Namespace>("""{"metadata":{"name":"a","future":1},"spec":{"future":1}}""");

        Assert.Equal("""{"metadata":{"name":"a"},"spec":{}}""", KubernetesJson.Serialize(read));
    }

    // Ours: RouteMetrics.Cluster.Watching and .Leases. https://github.com/kubernetes-client/csharp/pull/1498 says that .Aot has neither; the election of the
    // other package ignores the duration that the Lease says (https://github.com/kubernetes-client/csharp/issues/1640).
    [Theory]
    [InlineData("k8s.Watcher`1")]
    [InlineData("k8s.GenericClient")]
    [InlineData("k8s.LeaderElection.LeaderElector")]
    public void The_package_for_AOT_has_no(string type) => Assert.Null(typeof(k8s.Kubernetes).Assembly.GetType(type));

    private static X509Certificate2Collection Bundle(TestAuthority authority)
    {
        var bundle = new X509Certificate2Collection();
        bundle.ImportFromPem(authority.Pem);
        return bundle;
    }

    private static k8s.Kubernetes Trusting(ScriptedServer server) =>
        new(new KubernetesClientConfiguration { Host = server.Address.ToString(), SslCaCerts = Bundle(server.Authority) });
}
