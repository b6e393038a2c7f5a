using System.Runtime.InteropServices;
using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Expressions;

/// <summary>
/// Which headers an expression reads in a way that fails where they are absent. Follows CEL's errors: <c>false &amp;&amp; error</c> is
/// false on either side (logic_step.cc), a conditional evaluates one branch, the rest passes errors on.
/// </summary>
internal static class HeaderGuards
{
    /// <summary>Headers are followed together, one bit each, so that the time stays linear in the text.</summary>
    private const int AtOnce = 64;

    /// <summary>The reads, each header once, in the order of the text.</summary>
    public static IReadOnlyList<CelExpression> Unguarded(CelExpression expression)
    {
        var mentions = new Mentions();
        mentions.Collect(expression);
        var unguarded = new List<CelExpression>();
        for (var from = 0; from < mentions.Headers.Count; from += AtOnce)
        {
            var failures = new Ways(mentions, from).Of(expression).Error;
            for (var i = from; i < Math.Min(from + AtOnce, mentions.Headers.Count); i++)
            {
                if ((failures & (1UL << (i - from))) != 0)
                {
                    unguarded.Add(mentions.Headers.GetAt(i).Value);
                }
            }
        }

        return unguarded;
    }

    /// <summary>The header an expression reads, as <c>request.headers/name</c> in lower case; null if it reads none.</summary>
    private static string? ReadBy(CelExpression expression) => expression switch
    {
        CelExpression.Index(var headers, CelExpression.Text(var name)) when ExpressionTypes.IsHeaders(headers) => Key(headers, name),
        CelExpression.Select(var headers, var name) when ExpressionTypes.IsHeaders(headers) => Key(headers, name),
        CelExpression.Select(CelExpression.Identifier("request"), "referer") => "request.headers/referer",
        CelExpression.Select(CelExpression.Identifier("request"), "useragent") => "request.headers/user-agent",
        _ => null,
    };

    private static string? AskedForBy(CelExpression expression) => expression switch
    {
        CelExpression.Has(var field) => ReadBy(field),
        CelExpression.Relation(CelExpression.Text(var name), CelRelation.In, var headers) when ExpressionTypes.IsHeaders(headers) =>
            Key(headers, name),
        _ => null,
    };

    private static string? Key(CelExpression headers, string name)
    {
        var lower = name.ToLowerInvariant();
        return EnvoyAttributes.IsAlwaysThere(lower) ? null : $"{headers}/{lower}";
    }

    private static bool IsQuestion(CelExpression mention) => mention is CelExpression.Has or CelExpression.Relation;

    /// <summary>Where an expression reads headers or asks for them. Headers are numbered in the order of the text.</summary>
    private sealed class Mentions
    {
        private readonly Dictionary<CelExpression, int> numbers = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<CelExpression, (int First, int Last)> spans = new(ReferenceEqualityComparer.Instance);

        /// <summary>The first read of each header, if there is one, else the first question.</summary>
        public OrderedDictionary<string, CelExpression> Headers { get; } = new(StringComparer.Ordinal);

        public int? NumberOf(CelExpression expression) => numbers.TryGetValue(expression, out var number) ? number : null;

        /// <summary>Whether any header of these numbers is mentioned in the expression.</summary>
        public bool IsWithin(CelExpression expression, int from, int to) =>
            spans.TryGetValue(expression, out var span) && span.First < to && span.Last >= from;

        public (int First, int Last) Collect(CelExpression expression)
        {
            var span = (First: int.MaxValue, Last: -1);
            if ((ReadBy(expression) ?? AskedForBy(expression)) is { } key)
            {
                if (!Headers.TryAdd(key, expression) && IsQuestion(Headers[key]))
                {
                    Headers[key] = expression;
                }

                var number = numbers[expression] = Headers.IndexOf(key);
                span = (number, number);
            }

            foreach (var part in CelParts.Of(expression))
            {
                var (first, last) = Collect(part);
                span = (Math.Min(span.First, first), Math.Max(span.Last, last));
            }

            if (span.Last >= 0)
            {
                spans[expression] = span;
            }

            return span;
        }
    }

    /// <summary>How an expression may end, a bit for each header: set where it may end so while the request lacks that header.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Ends(ulong True, ulong False, ulong Error)
    {
        public static readonly Ends Always = new(~0UL, 0, 0);

        public static readonly Ends Never = new(0, ~0UL, 0);

        /// <summary>In a value, whatever it is.</summary>
        public static readonly Ends Either = new(~0UL, ~0UL, 0);

        public ulong Value => True | False;
    }

    /// <summary>The ways in which an expression may end, for the headers that are numbered from <paramref name="from"/> on.</summary>
    private sealed class Ways(Mentions mentions, int from)
    {
        public Ends Of(CelExpression expression)
        {
            if (mentions.NumberOf(expression) is { } number && number >= from && number < from + AtOnce)
            {
                var bit = 1UL << (number - from);
                return IsQuestion(expression) ? new(~bit, ~0UL, 0) : new(~bit, ~bit, bit);
            }

            return expression switch
            {
                CelExpression.Flag(var value) => value ? Ends.Always : Ends.Never,
                _ when !mentions.IsWithin(expression, from, from + AtOnce) => Ends.Either,
                CelExpression.Not(var operand) => Of(operand) is var ends ? new(ends.False, ends.True, ends.Error) : default,
                CelExpression.And(var terms) => terms.Aggregate(Ends.Always, And),
                CelExpression.Or(var terms) => terms.Aggregate(Ends.Never, Or),
                CelExpression.Conditional(var condition, var then, var otherwise) => Choice(Of(condition), Of(then), Of(otherwise)),
                _ => OfParts(expression),
            };
        }

        private Ends And(Ends one, CelExpression term) => Of(term) is var other
            ? new(one.True & other.True, one.False | other.False, (one.Error & (other.True | other.Error)) | (other.Error & one.True))
            : default;

        private Ends Or(Ends one, CelExpression term) => Of(term) is var other
            ? new(one.True | other.True, one.False & other.False, (one.Error & (other.False | other.Error)) | (other.Error & one.False))
            : default;

        private static Ends Choice(Ends condition, Ends then, Ends otherwise) => new(
            (condition.True & then.True) | (condition.False & otherwise.True),
            (condition.True & then.False) | (condition.False & otherwise.False),
            condition.Error | (condition.True & then.Error) | (condition.False & otherwise.Error));

        private Ends OfParts(CelExpression expression)
        {
            var (value, error) = (~0UL, 0UL);
            foreach (var part in CelParts.Of(expression))
            {
                var ends = Of(part);
                value &= ends.Value;
                error |= ends.Error;
            }

            return new(value, value, error);
        }
    }
}
