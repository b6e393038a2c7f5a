using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Tests.Oracle;

[assembly: AssemblyFixture(typeof(IndependentCel))]

namespace RouteMetrics.Core.Tests.Oracle;

/// <summary>What the independent CEL makes of one expression for one request; the reason is empty unless it is an error.</summary>
public sealed record IndependentOutcome(CelOutcome Outcome, string Reason);

/// <summary>
/// A CEL and RE2 that this project did not write (tests/oracle/cel.mjs), as one process for all tests: take it as a constructor parameter.
/// It is started by the first question, and a machine without node or <c>npm ci</c> fails that test with a sentence that says so.
/// </summary>
public sealed class IndependentCel : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim turn = new(1);
    private readonly StringBuilder complaints = new();
    private Process? node;
    private int asked;

    /// <summary>The outcomes by expression, then by request.</summary>
    public Task<IReadOnlyList<IReadOnlyList<IndependentOutcome>>> EvaluateAsync(
        IReadOnlyList<string> expressions, IReadOnlyList<CelActivation> requests) =>
        AskAsync(id => IndependentCelLine.Question(id, expressions, requests), IndependentCelLine.Answer);

    /// <summary>Why each text does not parse; null where it does.</summary>
    public Task<IReadOnlyList<string?>> ParseAsync(IReadOnlyList<string> texts) =>
        AskAsync(id => IndependentCelLine.ParseQuestion(id, texts), IndependentCelLine.Faults);

    private async Task<T> AskAsync<T>(Func<int, string> question, Func<int, string, T> answer)
    {
        await turn.WaitAsync();
        try
        {
            node ??= Start();
            var id = ++asked;
            await node.StandardInput.WriteLineAsync(question(id));
            await node.StandardInput.FlushAsync();
            using var patience = new CancellationTokenSource(Patience);
            var line = await node.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException($"tests/oracle/cel.mjs ended without an answer: {Complaints()}");
            return answer(id, line);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        turn.Dispose();
        if (node is null)
        {
            return;
        }

        node.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await node.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
        }

        node.Dispose();
    }

    private Process Start()
    {
        var folder = Folder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@bufbuild", "cel")))
        {
            throw new InvalidOperationException($"The independent CEL is not installed: run `npm ci` in {folder}.");
        }

        var started = new Process { StartInfo = Command(folder) };
        started.ErrorDataReceived += (_, complaint) => Complain(complaint.Data);
        try
        {
            started.Start();
        }
        catch (Win32Exception missing)
        {
            started.Dispose();
            throw new InvalidOperationException("The independent CEL needs node (20 or later) on the PATH.", missing);
        }

        started.BeginErrorReadLine();
        return started;
    }

    private static ProcessStartInfo Command(string folder) => new("node", ["cel.mjs"])
    {
        UseShellExecute = false,
        WorkingDirectory = folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        StandardOutputEncoding = Encoding.UTF8,
    };

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var oracle = Path.Combine(folder.FullName, "tests", "oracle");
            if (File.Exists(Path.Combine(oracle, "cel.mjs")))
            {
                return oracle;
            }
        }

        throw new InvalidOperationException($"No tests/oracle/cel.mjs above {AppContext.BaseDirectory}.");
    }

    private void Complain(string? line)
    {
        lock (complaints)
        {
            complaints.AppendLine(line);
        }
    }

    private string Complaints()
    {
        lock (complaints)
        {
            return complaints.ToString();
        }
    }
}
