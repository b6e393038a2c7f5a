namespace RouteMetrics.Documents.Files;

/// <summary>One file of the input, or standard input, as bytes.</summary>
internal sealed record InputFile(string Name, byte[] Bytes)
{
    /// <summary>Some 50,000 routes; etcd itself is to hold 8 GiB at most.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    public static string NameOf(string path) => path == "-" ? "stdin" : path;

    /// <summary>The files that a path names; what cannot be read is an error.</summary>
    public static IEnumerable<InputFile> At(string path, Stream standardInput, List<string> errors)
    {
        if (path == "-")
        {
            return Read(path, () => standardInput, errors);
        }

        return Directory.Exists(path)
            ? FilesOf(path, errors).SelectMany(file => Read(file, () => File.OpenRead(file), errors))
            : Read(path, () => File.OpenRead(path), errors);
    }

    private static List<string> FilesOf(string folder, List<string> errors)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder)
                .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase) && !IsKustomization(file))
                .Order(StringComparer.Ordinal)
                .ToList();
            if (files.Count == 0)
            {
                errors.Add($"{folder}: no .yaml, .yml or .json file in this folder; folders are not read recursively");
            }

            return files;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{folder}: cannot be read: {failure.Message}");
            return [];
        }
    }

    // Lies in almost every folder of manifests, and mostly without the kind that it may leave out.
    private static bool IsKustomization(string file) => Path.GetFileNameWithoutExtension(file) == "kustomization";

    private static IReadOnlyList<InputFile> Read(string path, Func<Stream> open, List<string> errors)
    {
        var name = NameOf(path);
        try
        {
            using var stream = open();
            return Bounded(stream) is { } bytes ? [new InputFile(name, bytes)] : TooLarge(name, errors);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add($"{name}: does not exist");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add($"{name}: cannot be read: {failure.Message}");
        }

        return [];
    }

    private static IReadOnlyList<InputFile> TooLarge(string name, List<string> errors)
    {
        errors.Add($"{name}: is larger than {MaxBytes / (1024 * 1024)} MiB; split it into several files");
        return [];
    }

    private static byte[]? Bounded(Stream stream)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > MaxBytes)
            {
                return null;
            }
        }

        return bytes.ToArray();
    }
}
