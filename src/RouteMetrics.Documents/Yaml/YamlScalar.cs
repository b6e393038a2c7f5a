using System.Globalization;
using System.Text.RegularExpressions;
using RouteMetrics.Core.Texts;

namespace RouteMetrics.Documents.Yaml;

/// <summary>
/// What a scalar means to kubectl, which uses go-yaml v2 (sigs.k8s.io/yaml/goyaml.v2 resolve.go): YAML 1.1 with <c>y</c> and <c>n</c> as
/// booleans, without base 60, and with timestamps as text. The tests compare it with kubectl.
/// </summary>
internal abstract partial record YamlScalar
{
    private YamlScalar()
    {
    }

    /// <summary>The scalar as the key of a JSON object; null where go-yaml refuses it as a key.</summary>
    public abstract string? AsKey { get; }

    public sealed record Text(string Value) : YamlScalar
    {
        public override string AsKey => Value;
    }

    public sealed record Flag(bool Value) : YamlScalar
    {
        public override string AsKey => Value ? "true" : "false";
    }

    public sealed record Null : YamlScalar
    {
        public override string? AsKey => null;
    }

    public sealed record Integer(Int128 Value) : YamlScalar
    {
        public override string AsKey => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>May be infinite or NaN, which JSON cannot say.</summary>
    public sealed record Real(double Value) : YamlScalar
    {
        public override string AsKey => Value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>The meaning of a scalar node; throws <see cref="YamlFaultException"/> if its tag asks for what its text is not.</summary>
    public static YamlScalar Of(YamlText node)
    {
        const string Core = "tag:yaml.org,2002:";
        var tagged = node.Tag?.StartsWith(Core, StringComparison.Ordinal) == true ? node.Tag[Core.Length..] : null;
        return (tagged, node.Tag) switch
        {
            (null, null) => node.IsPlain ? Plain(node.Text) : new Text(node.Text),
            (null, _) or ("str" or "timestamp", _) => new Text(node.Text),
            ("bool", _) when Plain(node.Text) is Flag flag => flag,
            ("int", _) when Plain(node.Text) is Integer integer => integer,
            ("float", _) when Plain(node.Text) is Real real => real,
            ("float", _) when Plain(node.Text) is Integer(var value) => new Real((double)value),
            ("null", _) when Plain(node.Text) is Null nothing => nothing,
            ("bool" or "int" or "float" or "null", _) =>
                throw new YamlFaultException(node.Line, $"{OneLine.Quote(node.Text)} is not a !!{tagged}"),
            _ => throw new YamlFaultException(node.Line, $"tag !!{tagged} is not supported; write the value itself"),
        };
    }

    /// <summary>The meaning of a plain scalar without a tag.</summary>
    public static YamlScalar Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => new Null(),
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => new Flag(true),
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => new Flag(false),
        ".nan" or ".NaN" or ".NAN" => new Real(double.NaN),
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => new Real(double.PositiveInfinity),
        "-.inf" or "-.Inf" or "-.INF" => new Real(double.NegativeInfinity),
        ['.', ..] => (YamlScalar?)Fraction(text) ?? new Text(text),
        ['+' or '-' or (>= '0' and <= '9'), ..] => Number(text.Replace("_", "", StringComparison.Ordinal)) ?? new Text(text),
        _ => new Text(text),
    };

    private static YamlScalar? Number(string digits) =>
        Integral(digits) is { } integer ? new Integer(integer) : Decimal().IsMatch(digits) ? RealOf(digits) : null;

    // Here go-yaml leaves the underscores to Go, which takes them between digits only.
    private static Real? Fraction(string text) =>
        DotDecimal().IsMatch(text) ? RealOf(text.Replace("_", "", StringComparison.Ordinal)) : null;

    private static Real? RealOf(string digits)
    {
        var real = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(real) ? new Real(real) : null;
    }

    // Go's strconv.ParseInt with base 0, then ParseUint, which takes no sign: 64 bits, and a leading 0 is octal.
    private static Int128? Integral(string digits)
    {
        var isNegative = digits.StartsWith('-');
        var isSigned = isNegative || digits.StartsWith('+');
        var (radix, body) = Radix(isSigned ? digits[1..] : digits);
        var limit = isNegative ? -(Int128)long.MinValue : isSigned ? long.MaxValue : ulong.MaxValue;
        return Magnitude(body, radix) is { } value && value <= limit ? isNegative ? -value : value : null;
    }

    private static Int128? Magnitude(string digits, int radix)
    {
        Int128 value = 0;
        foreach (var digit in digits)
        {
            var worth = "0123456789abcdef".IndexOf(char.ToLowerInvariant(digit), StringComparison.Ordinal);
            value = (value * radix) + worth;
            if (worth < 0 || worth >= radix || value > ulong.MaxValue)
            {
                return null;
            }
        }

        return digits.Length == 0 ? null : value;
    }

    private static (int Radix, string Digits) Radix(string digits) => digits switch
    {
        ['0', 'x' or 'X', ..] => (16, digits[2..]),
        ['0', 'o' or 'O', ..] => (8, digits[2..]),
        ['0', 'b' or 'B', ..] => (2, digits[2..]),
        ['0', _, ..] => (8, digits[1..]),
        _ => (10, digits),
    };

    [GeneratedRegex(
        @"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DotDecimal();
}
