using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace RouteMetrics.Core.Tests.Re2;

/// <summary>What re2js says of one pattern: why it refuses it, or which of the texts it matches.</summary>
public sealed record Re2Answer(string? Error, IReadOnlyList<bool> Matches);

public sealed record Re2Question(string Pattern, IReadOnlyList<string> Texts);

/// <summary>The long-lived node process of tests/oracle/re2.mjs.</summary>
public sealed class Re2Oracle : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Process? process;

    public Re2Oracle()
    {
        var folder = Folder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "re2js")))
        {
            return;
        }

        process = Process.Start(new ProcessStartInfo("node", "re2.mjs")
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        });
    }

    /// <summary>The answers, in the order of the questions; fails the calling test where node's packages are not installed.</summary>
    public IReadOnlyList<Re2Answer> Ask(IReadOnlyList<Re2Question> questions)
    {
        Assert.True(process is not null, "re2js is not installed: run npm ci in tests/oracle");
        process!.StandardInput.WriteLine(JsonSerializer.Serialize(questions, Json));
        process!.StandardInput.Flush();
        return JsonSerializer.Deserialize<List<Re2Answer>>(process.StandardOutput.ReadLine()!, Json)!;
    }

    public void Dispose()
    {
        process?.StandardInput.Close();
        process?.WaitForExit();
        process?.Dispose();
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "tests", "oracle", "re2.mjs")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "tests", "oracle");
    }
}
