namespace RouteMetrics.Documents.Configuration;

/// <summary>The values of an enumeration as the configuration spells them: in lower case.</summary>
internal static class Choices
{
    public static string Spell<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static IReadOnlyList<string> Of<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Spell)];

    public static T? Parse<T>(string text)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => Spell(value) == text).Select(value => (T?)value).FirstOrDefault();
}
