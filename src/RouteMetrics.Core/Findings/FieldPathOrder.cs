namespace RouteMetrics.Core.Findings;

/// <summary>Compares field paths in document order: ordinal, but indices as numbers (<c>rules[2]</c> before <c>rules[10]</c>).</summary>
internal sealed class FieldPathOrder : IComparer<string>
{
    public static readonly FieldPathOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var (leftDigits, rightDigits) = (DigitsOf(left), DigitsOf(right));
            var isNumber = leftDigits > 0 && rightDigits > 0;
            var order = isNumber && leftDigits != rightDigits
                ? leftDigits.CompareTo(rightDigits)
                : left[0].CompareTo(right[0]);
            if (order != 0)
            {
                return order;
            }

            left = left[1..];
            right = right[1..];
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int DigitsOf(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
