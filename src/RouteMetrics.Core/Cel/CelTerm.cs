using System.Runtime.InteropServices;

namespace RouteMetrics.Core.Cel;

/// <summary>A node, and how many nested visits the proxy's parser makes to read the text that it came from.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CelTerm(CelExpression Node, int Visits)
{
    /// <summary>In parentheses, which mean nothing, but make no name of a message.</summary>
    public bool IsNested { get; init; }
}

/// <summary>Terms side by side: of a chain, of a call, of a map.</summary>
internal sealed class CelTerms
{
    public CelTerms(CelTerm? first = null)
    {
        if (first is { } term)
        {
            Add(term);
        }
    }

    public List<CelExpression> Nodes { get; } = [];

    /// <summary>Those of the deepest term.</summary>
    public int Visits { get; private set; }

    /// <summary>False if there is no term, which ends the rule that asked for it.</summary>
    public bool Add(CelTerm? term)
    {
        if (term is not { } known)
        {
            return false;
        }

        Nodes.Add(known.Node);
        Visits = Math.Max(Visits, known.Visits);
        return true;
    }
}
