using System.Diagnostics;
using RouteMetrics.Core.Cel;

namespace RouteMetrics.Mesh.Tests.Wasm;

/// <summary>The host's CEL of a VM, by this repository's evaluator: <c>expr_create</c>, <c>expr_evaluate</c> and <c>expr_delete</c>.</summary>
internal sealed class HostCel
{
    private readonly Dictionary<int, CelExpression> expressions = [];
    private int last;

    /// <summary>How many expressions are alive.</summary>
    public int Count => expressions.Count;

    /// <summary>How often one was evaluated.</summary>
    public long Evaluations { get; private set; }

    /// <summary>Null for a text that is no CEL.</summary>
    public int? Create(string text)
    {
        if (CelParser.Parse(text) is not CelParseResult.Parsed(var expression))
        {
            return null;
        }

        expressions[++last] = expression;
        return last;
    }

    public void Delete(int token) => expressions.Remove(token);

    /// <summary>As bytes: one for a bool; null for an error. An expression outside of what the evaluator knows is an error, too.</summary>
    public byte[]? Evaluate(int token, CelActivation? request)
    {
        Evaluations++;
        if (request is null || !expressions.TryGetValue(token, out var expression))
        {
            return null;
        }

        try
        {
            return CelEvaluator.Evaluate(expression, request) switch
            {
                CelValue.Flag(var value) => [(byte)(value ? 1 : 0)],
                CelValue.Text(var text) => System.Text.Encoding.UTF8.GetBytes(text),
                CelValue.Number(var number) => BitConverter.GetBytes(number),
                _ => null,
            };
        }
        catch (UnreachableException)
        {
            return null;
        }
    }
}
