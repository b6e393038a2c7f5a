using System.Text.Json;
using RouteMetrics.Testing;

namespace RouteMetrics.Webhook.Tests.Host;

public sealed class ConfigurationReloadTests
{
    private const string Head = "apiVersion: routemetrics.io/v1alpha1\nkind: RouteMetricsConfig\nspec:\n";

    [Fact]
    public async Task A_changed_configuration_is_in_force_without_a_restart()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        using var client = server.Client();
        Assert.Contains("\"allowed\":false", await ValidateAsync(client), StringComparison.Ordinal);
        folder.Write("config.yaml", Head + "  mode: audit\n");
        await server.LoggedAsync("SettingsReplaced");
        Assert.Contains("\"allowed\":true", await ValidateAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_with_faults_changes_nothing_and_each_fault_is_logged_once()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        using var client = server.Client();
        folder.Write("config.yaml", Head + "  mode: loud\n  enrolment: some\n");
        await server.LoggedAsync("ChangeRefused");
        Assert.Contains("\"allowed\":false", await ValidateAsync(client), StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        var faults = (await server.LogOfAsync("ChangeRefused")).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.GetProperty("fault").GetString()!;
        }).ToArray();
        Assert.Equal(2, faults.Length);
        Assert.StartsWith($"{folder.File("config.yaml")}:4: ", faults[0], StringComparison.Ordinal);
        Assert.StartsWith($"{folder.File("config.yaml")}:5: ", faults[1], StringComparison.Ordinal);
    }

    private static Task<RunningServer> StartAsync(TestFolder folder) => RunningServer.StartAsync(new()
    {
        EphemeralTls = true,
        ConfigFile = folder.Write("config.yaml", Head + "  mode: enforce\n"),
        PollInterval = TimeSpan.FromMilliseconds(50),
    });

    private static async Task<string> ValidateAsync(HttpClient client) =>
        (await RunningServer.PostAsync(client, "/validate/httproutes", RunningServer.Json(Reviews.Route(Reviews.RelativePath)))).Body;
}
