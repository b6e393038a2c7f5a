using System.Buffers;

namespace RouteMetrics.Core.Operations;

/// <summary>
/// Which of a route's values a name may show. A name is read by everybody who reads metrics and is a series for as long as the proxy runs,
/// so it shows no secret, and nothing that is made anew with each release or renewal.
/// </summary>
internal static class TellingText
{
    /// <summary>Stands for what is not shown.</summary>
    public const string LeftOut = "...";

    private const int LongestValue = 24;
    private const int LongestWord = 12;
    private const int MostDigits = 4;

    /// <summary>What is longer is no word, whatever it is made of.</summary>
    private const int LongestOfPath = 40;

    private static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase)
    {
        "apikey", "auth", "authorization", "basic", "bearer", "credential", "credentials", "csrf", "hmac", "jwt", "key", "nonce", "otp",
        "passwd", "password", "pin", "private", "pwd", "secret", "session", "sessionid", "sid", "sig", "signature", "sso", "ticket", "tok",
        "token", "xsrf",
    };

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouyAEIOUY");

    /// <summary>Whether the value of a header or query parameter is short and plainly neither secret nor random.</summary>
    public static bool IsPlain(string name, string value)
    {
        if (value.Length > LongestValue)
        {
            return false;
        }

        foreach (var word in new Words(name))
        {
            if (IsSecret(word))
            {
                return false;
            }
        }

        foreach (var word in new Words(value))
        {
            if (!IsWord(word) || IsSecret(word))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The path with each segment that is a token or random left out.</summary>
    public static string OfPath(string path)
    {
        var start = 0;
        List<string>? kept = null;
        var isChallenge = false;
        for (var end = 0; start <= path.Length; start = end + 1)
        {
            end = path.IndexOf('/', start) is >= 0 and var slash ? slash : path.Length;
            var segment = path.AsSpan(start, end - start);
            var isRandom = segment.Length > 0 && (isChallenge || IsRandom(segment));
            if (isRandom && kept is null)
            {
                kept = [.. path[..start].Split('/')[..^1]];
            }

            kept?.Add(isRandom ? LeftOut : segment.ToString());

            // RFC 8555, 8.3: what follows is the token of one renewal.
            isChallenge |= segment.SequenceEqual("acme-challenge");
        }

        return kept is null ? path : string.Join('/', kept);
    }

    private static bool IsSecret(ReadOnlySpan<char> word) =>
        Secrets.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word)
        || word.EndsWith("token", StringComparison.OrdinalIgnoreCase)
        || word.EndsWith("secret", StringComparison.OrdinalIgnoreCase)
        || word.EndsWith("password", StringComparison.OrdinalIgnoreCase);

    // Letters that can be spoken, then a few digits: v2, canary, east1, 2026.
    private static bool IsWord(ReadOnlySpan<char> word)
    {
        var letters = 0;
        while (letters < word.Length && char.IsAsciiLetter(word[letters]))
        {
            letters++;
        }

        var digits = word[letters..];
        return letters <= LongestWord && digits.Length <= MostDigits && !digits.ContainsAnyExceptInRange('0', '9')
            && (letters <= 4 || word[..letters].ContainsAny(Vowels));
    }

    // Changes between letters, digits and cases within a word, which words have few of and tokens many.
    private static bool IsRandom(ReadOnlySpan<char> segment)
    {
        if (Guid.TryParse(segment, out _))
        {
            return true;
        }

        foreach (var word in new Words(segment))
        {
            var (changes, cases) = ChangesIn(word);
            if (word.Length > LongestOfPath || (word.Length >= 8 && changes >= 3) || (word.Length >= 20 && changes + cases >= 4)
                || (word.Length >= 12 && !word.ContainsAnyExceptInRange('0', '9')))
            {
                return true;
            }
        }

        return false;
    }

    private static (int Changes, int Cases) ChangesIn(ReadOnlySpan<char> word)
    {
        var (changes, cases) = (0, 0);
        for (var i = 1; i < word.Length; i++)
        {
            var (before, now) = (word[i - 1], word[i]);
            changes += char.IsAsciiDigit(before) != char.IsAsciiDigit(now) ? 1 : 0;
            cases += char.IsAsciiLetterLower(before) && char.IsAsciiLetterUpper(now) ? 1 : 0;
        }

        return (changes, cases);
    }

    /// <summary>The runs of ASCII letters and digits of a text; other characters part them.</summary>
    private ref struct Words(ReadOnlySpan<char> text)
    {
        private static readonly SearchValues<char> Characters =
            SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

        private ReadOnlySpan<char> rest = text;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly Words GetEnumerator() => this;

        public bool MoveNext()
        {
            var start = rest.IndexOfAny(Characters);
            if (start < 0)
            {
                return false;
            }

            rest = rest[start..];
            var length = rest.IndexOfAnyExcept(Characters) is >= 0 and var end ? end : rest.Length;
            Current = rest[..length];
            rest = rest[length..];
            return true;
        }
    }
}
