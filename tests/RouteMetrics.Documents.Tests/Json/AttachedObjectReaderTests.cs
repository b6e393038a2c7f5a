using System.Text;
using RouteMetrics.Core.Model;
using RouteMetrics.Documents.Files;

namespace RouteMetrics.Documents.Tests.Json;

/// <summary>What input tells of the objects that act on proxies beside ours.</summary>
public sealed class AttachedObjectReaderTests
{
    [Fact]
    public void In_a_file_an_object_is_ours_by_its_label_and_given_up_by_its_annotation()
    {
        var read = Read("""
            {"kind": "WasmPlugin", "apiVersion": "extensions.istio.io/v1alpha1", "spec": {"phase": "STATS", "targetRefs": [{"kind": "Service", "name": "s"}]},
             "metadata": {"name": "a", "namespace": "ns", "creationTimestamp": "2026-11-22T16:19:16Z", "labels": {"app.kubernetes.io/managed-by": "route-metrics"}}}
            {"kind": "TrafficExtension", "apiVersion": "extensions.istio.io/v1alpha1", "metadata": {"name": "a", "namespace": "ns", "annotations": {"routemetrics.io/adopt": "true"}}}
            {"kind": "Telemetry", "apiVersion": "telemetry.istio.io/v1", "metadata": {"name": "a", "namespace": "ns", "labels": {"app.kubernetes.io/managed-by": "Helm"}}}
            """);
        Assert.Equal(
            ["Telemetry ns/a False False 0", "TrafficExtension ns/a False True 0", "WasmPlugin ns/a True False 1"],
            read.State.Attached.Select(static item => $"{item.Object} {item.IsOurs} {item.IsGivenUp} {item.TargetRefs.Count}"));
        Assert.Equal(
            new DateTimeOffset(2026, 11, 22, 16, 19, 16, TimeSpan.Zero),
            read.State.AttachedObject(ObjectRef.WasmPlugin(new("ns", "a")))!.CreationTimestamp);
    }

    [Theory]
    [InlineData("""{"gatewayClassName": "istio", "infrastructure": {"labels": {"b": "2"}}}""", "a=1 b=2")]
    [InlineData("""{"gatewayClassName": "istio", "infrastructure": {"annotations": {"b": "2"}}}""", "a=1")]
    [InlineData("""{"gatewayClassName": "istio", "infrastructure": 7}""", "a=1")]
    [InlineData("""{"gatewayClassName": "istio", "addresses": []}""", "a=1")]
    [InlineData("""{"gatewayClassName": "istio", "addresses": [{"type": "Hostname", "value": "gw.example"}]}""", "unknown")]
    [InlineData("""{"gatewayClassName": "istio", "addresses": [{"value": "192.0.2.1"}]}""", "a=1")]
    public void The_labels_of_a_Gateways_pods_are_its_own_and_those_of_its_infrastructure(string spec, string expected)
    {
        var read = Read($$$"""
            {"kind": "Gateway", "apiVersion": "gateway.networking.k8s.io/v1", "metadata": {"name": "g", "namespace": "ns", "labels": {"a": "1"}}, "spec": {{{spec}}} }
            """);
        var labels = Assert.Single(read.State.Gateways).PodLabels;
        Assert.Equal(expected, labels is null ? "unknown" : string.Join(' ', labels.Select(static label => $"{label.Key}={label.Value}")));
    }

    private static InputDocuments Read(string json)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var read = InputDocuments.Read(["-"], input, InputKinds.Judged);
        Assert.Empty(read.Errors);
        return read;
    }
}
