namespace RouteMetrics.Core.Model;

/// <summary>Istio keeps header and query parameter matchers in maps by name as spelled: the last of equal names wins.</summary>
internal static class Repetition
{
    /// <summary>Whether a later item has the same name.</summary>
    public static bool IsRepeated<T>(IReadOnlyList<T> items, int index, Func<T, string> nameOf)
    {
        for (var later = index + 1; later < items.Count; later++)
        {
            if (nameOf(items[later]) == nameOf(items[index]))
            {
                return true;
            }
        }

        return false;
    }
}
