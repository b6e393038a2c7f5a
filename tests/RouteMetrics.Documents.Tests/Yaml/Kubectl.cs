using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace RouteMetrics.Documents.Tests.Yaml;

/// <summary>kubectl as an independent reader of YAML: it prints as JSON what it read, without a cluster.</summary>
internal static class Kubectl
{
    /// <summary>The objects that kubectl reads in a YAML text; fails with what kubectl says if it cannot.</summary>
    public static async Task<IReadOnlyList<JsonNode>> ReadAsync(string yaml)
    {
        using var process = Start();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await process.StandardInput.WriteAsync(yaml);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It gave up before the end of its input; its exit code and error are told below.
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"kubectl cannot read it: {await error}");
        return Values(Encoding.UTF8.GetBytes(await output));
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo("kubectl", ["annotate", "--local", "-f", "-", "-o", "json", "read-by=kubectl"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("this test needs kubectl on the PATH, to read YAML with another reader than ours", missing);
        }
    }

    // kubectl prints one object after the other.
    private static List<JsonNode> Values(byte[] json)
    {
        var reader = new System.Text.Json.Utf8JsonReader(json, new System.Text.Json.JsonReaderOptions { AllowMultipleValues = true });
        var values = new List<JsonNode>();
        while (reader.Read())
        {
            values.Add(JsonNode.Parse(ref reader)!);
        }

        return values;
    }
}
