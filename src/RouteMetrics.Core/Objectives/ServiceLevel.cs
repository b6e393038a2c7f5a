using System.Globalization;

namespace RouteMetrics.Core.Objectives;

/// <summary>
/// What the annotation <c>routemetrics.io/slo</c> asks for: the <paramref name="Share"/> of requests (0 to 1) that is to be good, that is
/// answered without an error and, where <paramref name="Within"/> is given, in so many milliseconds.
/// </summary>
public sealed record ServiceLevel(decimal Share, decimal? Within)
{
    public const string Annotation = "routemetrics.io/slo";

    /// <summary>
    /// The upper bounds of Envoy's histograms, in milliseconds (source/common/stats/histogram_impl.cc): how many requests were faster than
    /// anything else is not known.
    /// </summary>
    private static readonly decimal[] Bounds =
        [0.5m, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, 3600000];

    /// <summary>Such as <c>99.9%</c> or <c>99.9%, 250ms</c>; null and why not, with what to do, for anything else.</summary>
    public static ServiceLevel? Parse(string text, out (string Reason, string Fix) fault)
    {
        fault = ("is no objective", "write a percentage and, if you like, a latency: 99.9%, 250ms");
        if (text.Split(',', StringSplitOptions.TrimEntries) is not [var share, .. { Length: < 2 } rest] || PercentOf(share) is not { } percent)
        {
            return null;
        }

        if (percent is < 50 or >= 100)
        {
            fault = ($"asks for {share}", "ask for at least 50% and for less than 100%: nobody can promise that nothing ever fails");
            return null;
        }

        if (rest is not [var latency])
        {
            return new(percent / 100, null);
        }

        if (MillisecondsOf(latency) is not { } within)
        {
            return null;
        }

        if (!Bounds.Contains(within))
        {
            fault = ($"asks for {latency}, which is no bound of the histogram, so nobody can tell how many requests were as fast", FixOf(within));
            return null;
        }

        return new(percent / 100, within);
    }

    private static string FixOf(decimal within)
    {
        var near = new[] { Bounds.LastOrDefault(bound => bound < within), Bounds.FirstOrDefault(bound => bound > within) };
        return $"ask for {string.Join(" or ", near.Where(static bound => bound > 0).Select(Word))}";
    }

    private static string Word(decimal milliseconds) =>
        milliseconds >= 1000 ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.###}s")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.###}ms");

    private static decimal? PercentOf(string text) => text.EndsWith('%') ? NumberOf(text[..^1]) : null;

    private static decimal? MillisecondsOf(string text) =>
        text.EndsWith("ms", StringComparison.Ordinal) ? NumberOf(text[..^2])
        : text.EndsWith('s') ? NumberOf(text[..^1]) * 1000
        : null;

    private static decimal? NumberOf(string text) =>
        text.Length < 12 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
