using System.CommandLine.Parsing;
using System.Globalization;

namespace RouteMetrics.Webhook.Commands;

/// <summary>Durations as Kubernetes tools write them: <c>10s</c>, <c>500ms</c>, <c>1m30s</c>.</summary>
internal static class DurationText
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)),
    ];

    // More of any unit is a typo, and the sum could overflow.
    private const int Most = 1_000_000;

    /// <summary>How long the process may wait: an hour at most.</summary>
    public static TimeSpan? Parse(ArgumentResult result) => Parse(result, longest: 1, "10s, 500ms or 1m30s");

    /// <summary>A lifetime: ten years at most.</summary>
    public static TimeSpan? ParseLifetime(ArgumentResult result) => Parse(result, longest: 87_600, "2160h, 30m or 90s");

    /// <summary>An interval: 30 days at most.</summary>
    public static TimeSpan? ParseInterval(ArgumentResult result) => Parse(result, longest: 720, "1h, 30m or 0s");

    private static TimeSpan? Parse(ArgumentResult result, int longest, string like)
    {
        var text = result.Tokens[0].Value;
        if (Read(text) is { } duration && duration <= TimeSpan.FromHours(longest))
        {
            return duration;
        }

        result.AddError($"\"{text}\" is not a duration of at most {longest}h; write it like {like}");
        return null;
    }

    public static TimeSpan? Read(string text)
    {
        var total = TimeSpan.Zero;
        var rest = text.AsSpan();
        do
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0
                || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count > Most)
            {
                return null;
            }

            var letters = rest[digits..].IndexOfAnyInRange('0', '9') is >= 0 and var end ? end : rest.Length - digits;
            var unit = rest.Slice(digits, letters).ToString();
            if (Array.Find(Units, known => known.Unit == unit) is not { Unit: not null, Length: var length })
            {
                return null;
            }

            total += count * length;
            rest = rest[(digits + letters)..];
        }
        while (!rest.IsEmpty);

        return total;
    }
}
