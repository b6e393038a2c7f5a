using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace RouteMetrics.Documents.Yaml;

/// <summary>
/// A scanner that stays at the token behind a scalar with an anchor until it is consumed. YamlDotNet's parser looks ahead twice after a
/// plain one in a flow map (18.1 Parser.ParseNode), and its own scanner then loses a token: <c>{name: &amp;app web, a: *app}</c> would be no
/// YAML.
/// </summary>
internal sealed class SteadyScanner(Scanner scanner) : IScanner
{
    private bool isAnchored;
    private bool isAfterAnchored;
    private bool isHeld;

    public Mark CurrentPosition => scanner.CurrentPosition;

    public Token? Current => scanner.Current;

    public bool MoveNext()
    {
        if (Current is not null)
        {
            ConsumeCurrent();
        }

        return MoveNextWithoutConsuming();
    }

    // Elsewhere the parser goes on by looking ahead once more.
    public bool MoveNextWithoutConsuming()
    {
        isHeld = (isHeld && isAfterAnchored && Current is not StreamEnd) || scanner.MoveNextWithoutConsuming();
        return isHeld;
    }

    public void ConsumeCurrent()
    {
        isHeld = false;
        isAfterAnchored = isAnchored && Current is Scalar;
        isAnchored = Current is Anchor || (isAnchored && Current is Tag);
        scanner.ConsumeCurrent();
    }
}
