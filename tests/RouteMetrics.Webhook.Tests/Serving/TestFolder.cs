namespace RouteMetrics.Webhook.Tests.Serving;

/// <summary>A folder that goes away with its test.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("route-metrics-");

    public string File(string name) => Path.Combine(folder.FullName, name);

    /// <summary>Whole at once, as the kubelet swaps the files of a Secret.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name + ".new"), text);
        System.IO.File.Move(File(name + ".new"), File(name), overwrite: true);
        return File(name);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
