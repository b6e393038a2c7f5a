using RouteMetrics.Core.Settings;
using RouteMetrics.Documents.Configuration;

namespace RouteMetrics.Webhook.Commands;

/// <summary>The settings that <c>--config</c> names.</summary>
internal static class SettingsFile
{
    /// <summary>The defaults without a path; every fault of an unusable file otherwise.</summary>
    public static ConfigurationFile Read(string? path)
    {
        if (path is null)
        {
            return new(RouteMetricsSettings.Default, []);
        }

        if (Directory.Exists(path))
        {
            return new(null, [$"{path}: is a folder; name a file with --config"]);
        }

        try
        {
            return ConfigurationFile.Parse(path, File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new(null, [$"{path}: cannot be read: {fault.Message} Name an existing file with --config"]);
        }
    }
}
