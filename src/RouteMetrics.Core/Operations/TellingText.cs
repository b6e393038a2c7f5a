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

    /// <summary>A date has 8, what has more is the number of somebody or something.</summary>
    private const int MostDigitsOfValue = 8;

    /// <summary>What is longer is no word, whatever it is made of.</summary>
    private const int LongestOfPath = 40;

    private static readonly HashSet<string> Secrets = new(StringComparer.OrdinalIgnoreCase)
    {
        "auth", "basic", "bearer", "cred", "hmac", "key", "nonce", "otp", "pass", "pin", "private", "psk", "pwd", "salt", "sid", "sig", "sso",
        "ticket", "tok",
    };

    // Also within words that are joined.
    private static readonly SearchValues<string> SecretParts = SearchValues.Create(
        [
            "apikey", "authent", "authoriz", "authkey", "credential", "creds", "csrf", "jwt", "oauth", "passcode", "passkey", "passphrase",
            "passwd", "password", "secret", "sessid", "session", "signature", "token", "xsrf",
        ],
        StringComparison.OrdinalIgnoreCase);

    // What GitHub, Stripe, Slack, AWS, Google and others begin tokens with, to be found by scanners; ey is "{" in base64.
    private static readonly string[] TokenPrefixes =
    [
        "AIza", "AKIA", "ASIA", "SG.", "dop_v1_", "eyJ", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "hf_", "npm_", "pk_",
        "rk_", "sk_", "sk-", "whsec_", "xoxa-", "xoxb-", "xoxp-",
    ];

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouyAEIOUY");

    // The letters that may follow a, b, c … in English: the 272 pairs that are more than 0.04 % of those in words of prose, each word once.
    private static readonly uint[] Followers = [.. new[]
    {
        "bcdfgiklmnprstuvwy", "aeilorsu", "acehiklorstuy", "adeilorsu", "abcdefgilmnopqrstvwxy",
        "aefilortuy", "aeghilnorsu", "aeiortu", "abcdefglmnoprstvxz", "eu",
        "aeis", "adeilostuvy", "abeimopsu", "acdefgiklnopstuv", "abcdfgiklmnoprstuvwy",
        "aehiloprstuy", "u", "abcdefgiklmnoprstuvy", "acehiklmopstuy", "acehilorstuy",
        "abcdegilmnprst", "aeio", "aehinors", "ceipt", "eips",
        "e",
    }.Select(static letters => letters.Aggregate(0u, static (mask, letter) => mask | (1u << (letter - 'a'))))];

    /// <summary>Whether the value of a header or query parameter is short and plainly neither secret nor random.</summary>
    public static bool IsPlain(string name, string value)
    {
        if (value.Length > LongestValue || Array.Exists(TokenPrefixes, prefix => value.StartsWith(prefix, StringComparison.Ordinal))
            || (value.Length >= 8 && value.Length % 4 == 0 && value[^1] == '='))
        {
            return false;
        }

        foreach (var word in new Words(name, splitsCases: true))
        {
            if (IsSecret(word) || word.EndsWith("key", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        var (words, alike, digits, length) = (0, 0, 0, 0);
        foreach (var word in new Words(value, splitsCases: false))
        {
            if (!IsWord(word) || IsSecret(word) || (word.Length >= 8 && IsHexadecimal(word)))
            {
                return false;
            }

            digits += word.IndexOfAnyInRange('0', '9') is >= 0 and var letters ? word.Length - letters : 0;
            alike += words++ == 0 || word.Length == length ? 1 : 0;
            length = word.Length;
        }

        // Groups of one length are a code's: ABCD-EFGH-IJKL.
        return digits <= MostDigitsOfValue && !(words >= 3 && alike == words && length >= 4) && !IsUnspeakable(value, ofShort: true);
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
        || word.ContainsAny(SecretParts);

    // Letters that can be spoken, then a few digits: v2, canary, https, east1, 2026.
    private static bool IsWord(ReadOnlySpan<char> word)
    {
        var letters = 0;
        while (letters < word.Length && char.IsAsciiLetter(word[letters]))
        {
            letters++;
        }

        var digits = word[letters..];
        return letters <= LongestWord && digits.Length <= MostDigits && !digits.ContainsAnyExceptInRange('0', '9')
            && (letters <= 5 || word[..letters].ContainsAny(Vowels));
    }

    // Changes between letters, digits and cases within a word, which words have few of and tokens many; numbers; and what nobody speaks.
    private static bool IsRandom(ReadOnlySpan<char> segment)
    {
        if (Guid.TryParse(segment, out _))
        {
            return true;
        }

        foreach (var word in new Words(segment, splitsCases: false))
        {
            var (changes, cases) = ChangesIn(word);
            if (word.Length > LongestOfPath || (word.Length >= 8 && changes >= 3) || (word.Length >= 20 && changes + cases >= 4)
                || (word.Length >= 10 && changes >= 1 && IsHexadecimal(word)))
            {
                return true;
            }
        }

        return HasLongNumber(segment) || IsUnspeakable(segment, ofShort: false);
    }

    // 10 digits, also in groups: of a card, a telephone.
    private static bool HasLongNumber(ReadOnlySpan<char> segment)
    {
        var digits = 0;
        foreach (var character in segment)
        {
            digits = char.IsAsciiDigit(character) ? digits + 1 : character == '-' ? digits : 0;
            if (digits >= 10)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether more than 5 of 16 pairs of letters are such as no word has, where random letters have 9 of 16. Of 5 to 9 pairs, which say
    /// less, more than 7 of 16 and only if <paramref name="ofShort"/>: phpmyadmin has 5 of 9.
    /// </summary>
    private static bool IsUnspeakable(ReadOnlySpan<char> text, bool ofShort)
    {
        var (pairs, rare) = (0, 0);
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsAsciiLetter(text[i - 1]) && char.IsAsciiLetter(text[i]))
            {
                pairs++;
                rare += ((Followers[(text[i - 1] | 0x20) - 'a'] >> ((text[i] | 0x20) - 'a')) & 1) == 0 ? 1 : 0;
            }
        }

        return pairs >= 10 ? 16 * rare > 5 * pairs : ofShort && pairs >= 5 && 16 * rare > 7 * pairs;
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> word) => !word.ContainsAnyExcept(Hexadecimal);

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

    /// <summary>
    /// The runs of ASCII letters and digits of a text; other characters part them. <paramref name="splitsCases"/>: apiKey is two words.
    /// </summary>
    private ref struct Words(ReadOnlySpan<char> text, bool splitsCases)
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
            for (var i = 1; splitsCases && i < length; i++)
            {
                length = char.IsAsciiLetterLower(rest[i - 1]) && char.IsAsciiLetterUpper(rest[i]) ? i : length;
            }

            Current = rest[..length];
            rest = rest[length..];
            return true;
        }
    }
}
