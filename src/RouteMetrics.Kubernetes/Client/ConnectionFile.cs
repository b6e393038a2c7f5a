namespace RouteMetrics.Kubernetes.Client;

/// <summary>A file with a part of a connection's configuration.</summary>
internal static class ConnectionFile
{
    /// <summary>Its text; null, and a fault, if it cannot be read. The hint is for a missing file.</summary>
    public static string? Read(string path, List<string> faults, string hint = "")
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            faults.Add($"{path}: does not exist{hint}");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{path}: cannot be read: {refused.Message}");
        }

        return null;
    }

    /// <summary>Its current text; null if it cannot be read, perhaps because it is being replaced.</summary>
    public static string? Reread(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
