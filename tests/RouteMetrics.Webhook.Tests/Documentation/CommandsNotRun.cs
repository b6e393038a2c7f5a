namespace RouteMetrics.Webhook.Tests.Documentation;

/// <summary>Why a command is not run here; and, where its output is shown, the test that compares this output.</summary>
internal sealed record NotRun(string Reason, string? ComparedIn = null);

/// <summary>The commands of the pages that are not run here, each with the reason and with what runs it, or its like, instead.</summary>
internal static class CommandsNotRun
{
    private const string EndToEnd = "tests/RouteMetrics.EndToEnd.Tests";

    private static readonly NotRun Image = new(
        "needs Docker and a registry; scripts/checks/image-builds-and-serves follows the Dockerfile without");
    private static readonly NotRun Installation = new("needs a cluster that runs pods; OverlayTests applies each overlay to an API server");
    private static readonly NotRun NamespaceLabel = new(
        "needs a cluster; ModeLabelTests, NamespaceTests and GeneratedObjectsTests set these labels");
    private static readonly NotRun Audit = new("needs a cluster; AuditTests runs it", $"{EndToEnd}/Auditing/AuditTests.cs");
    private static readonly NotRun Preview = new("needs a cluster; OlderClusterTests runs it");
    private static readonly NotRun Adoption = new(
        "needs a cluster; AdoptTests runs it", "tests/RouteMetrics.Webhook.Tests/Commands/Adopted/equal.txt");
    private static readonly NotRun Uninstallation = new("needs a cluster; UninstallTests runs it");
    private static readonly NotRun Build = new("builds or tests this very project; scripts/test does the same");

    public static IReadOnlyDictionary<string, NotRun> Reasons { get; } = new Dictionary<string, NotRun>(StringComparer.Ordinal)
    {
        ["docker build -t registry.example.com/route-metrics:0.1.0 . && docker push registry.example.com/route-metrics:0.1.0"] = Image,
        ["docker build -t registry.example.com/route-metrics:0.1.0 ."] = Image,
        ["docker push registry.example.com/route-metrics:0.1.0"] = Image,
        ["kubectl apply -k deploy/overlays/audit"] = Installation,
        ["kubectl apply -k deploy/overlays/module"] = Installation,
        ["kubectl apply -k ."] = Installation,
        ["helm install route-metrics deploy/chart -n route-metrics --create-namespace --set mode=audit --set image.repository=registry.example.com/route-metrics"] =
            new("needs a cluster that runs pods; scripts/checks/chart-renders renders the chart"),
        ["kubectl -n route-metrics rollout status deployment route-metrics"] = Installation,
        ["kubectl -n route-metrics rollout undo deployment route-metrics"] = Installation,
        ["kubectl -n route-metrics create configmap route-metrics-module --from-file=attributegen.wasm"] = Installation,
        ["kubectl label namespace shop routemetrics.io/enabled=true"] = NamespaceLabel,
        ["kubectl label namespace shop routemetrics.io/enabled=false --overwrite"] = NamespaceLabel,
        ["kubectl label namespace shop routemetrics.io/mode=audit --overwrite"] = NamespaceLabel,
        ["kubectl label namespace shop routemetrics.io/mode=warn --overwrite"] = NamespaceLabel,
        ["kubectl label namespace shop routemetrics.io/mode=enforce --overwrite"] = NamespaceLabel,
        ["kubectl route-metrics audit"] = Audit,
        ["kubectl route-metrics preview"] = Preview,
        ["kubectl route-metrics audit -n hand"] = Audit,
        ["kubectl route-metrics adopt -n podinfo --dry-run"] = Adoption,
        ["kubectl route-metrics adopt -n podinfo --keep-names"] = Adoption,
        ["route-metrics uninstall --kubeconfig admin.kubeconfig --dry-run"] = Uninstallation,
        ["route-metrics uninstall --kubeconfig admin.kubeconfig"] = Uninstallation,
        ["kubectl delete --ignore-not-found -k deploy"] = Uninstallation,
        ["scripts/test"] = Build,
        ["make build"] = Build,
        ["make test"] = Build,
        ["make format"] = new("rewrites the sources; scripts/checks/code-is-formatted tells whether it would"),
        ["dotnet build tests/RouteMetrics.Core.Tests -c Release"] = Build,
        ["tests/RouteMetrics.Core.Tests/bin/Release/net10.0/RouteMetrics.Core.Tests -class 'Full.Name.Of.TheTests'"] = Build,
    };
}
