namespace RouteMetrics.Core.Cel;

/// <summary>The macros of the proxy's parser (cel-cpp parser/macro.cc). With other argument counts they are plain functions.</summary>
internal static class CelMacro
{
    public static bool IsHas(string function, int arguments) => function == "has" && arguments == 1;

    /// <summary>Whether a member call runs over a list or the keys of a map, its first argument naming the variable.</summary>
    public static bool IsComprehension(string function, int arguments) => function switch
    {
        "all" or "exists" or "exists_one" or "filter" => arguments == 2,
        "map" => arguments is 2 or 3,
        _ => false,
    };
}
