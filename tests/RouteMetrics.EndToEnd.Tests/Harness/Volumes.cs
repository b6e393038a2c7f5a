using System.Text.Json.Nodes;

namespace RouteMetrics.EndToEnd.Tests.Harness;

/// <summary>The volumes of a pod as folders of this machine, filled from the API server as the kubelet fills them.</summary>
internal static class Volumes
{
    /// <summary>Where what is mounted at a path of the container is found here.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> MountAsync(ApiClient api, string @namespace, JsonNode pod, string folder)
    {
        Dictionary<string, string> places = [];
        foreach (var mount in pod["containers"]![0]!["volumeMounts"]?.AsArray() ?? [])
        {
            var name = (string)mount!["name"]!;
            var place = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            var volume = pod["volumes"]!.AsArray().Single(v => (string?)v!["name"] == name)!;
            await FillAsync(api, @namespace, volume, place);
            places.Add((string)mount["mountPath"]!, place);
        }

        return places;
    }

    private static async Task FillAsync(ApiClient api, string @namespace, JsonNode volume, string place)
    {
        if (volume["configMap"] is { } configMap)
        {
            var data = (await api.GetAsync($"/api/v1/namespaces/{@namespace}/configmaps/{configMap["name"]}")).Object["data"]!.AsObject();
            foreach (var (key, value) in data)
            {
                await File.WriteAllTextAsync(Path.Combine(place, key), (string?)value);
            }
        }
        else if (volume["secret"] is { } secret)
        {
            var data = (await api.GetAsync($"/api/v1/namespaces/{@namespace}/secrets/{secret["secretName"]}")).Object["data"]!.AsObject();
            foreach (var (key, value) in data)
            {
                await File.WriteAllBytesAsync(Path.Combine(place, key), Convert.FromBase64String((string)value!));
            }
        }
        else
        {
            Assert.True(volume["emptyDir"] is not null, $"a kind of volume that the harness cannot mount: {volume.ToJsonString()}");
        }
    }
}
