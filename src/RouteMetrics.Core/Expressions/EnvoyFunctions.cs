using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Expressions;

/// <summary>
/// The functions that Envoy's CEL has for attributegen and istio_stats: cel-cpp's <c>RegisterBuiltinFunctions</c>
/// (eval/public/builtin_func_registrar.cc), found by name, style and number of arguments alone (runtime/function_registry.cc). Any other
/// refuses the whole expression when it is created.
/// </summary>
internal static class EnvoyFunctions
{
    private static readonly string[] Names =
    [
        "bool", "bytes", "contains", "double", "duration", "dyn", "endsWith", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear",
        "getFullYear",
        "getHours", "getMilliseconds", "getMinutes", "getMonth", "getSeconds", "int", "matches", "size", "startsWith", "string",
        "timestamp", "type", "uint",
        "has", "all", "exists", "exists_one", "map", "filter",
    ];

    public static bool IsGlobal(string name, int arguments) => name switch
    {
        "bool" or "bytes" or "double" or "duration" or "dyn" or "int" or "size" or "string" or "timestamp" or "type" or "uint" =>
            arguments == 1,
        "contains" or "endsWith" or "matches" or "startsWith" => arguments == 2,
        _ => false,
    };

    public static bool IsMember(string name, int arguments) => name switch
    {
        "contains" or "endsWith" or "matches" or "startsWith" => arguments == 1,
        "size" => arguments == 0,
        "getDate" or "getDayOfMonth" or "getDayOfWeek" or "getDayOfYear" or "getFullYear" or "getHours" or "getMilliseconds" or "getMinutes"
        or "getMonth"
            or "getSeconds" => arguments is 0 or 1,
        _ => CelMacro.IsComprehension(name, arguments),
    };

    /// <summary>What can be written instead of a function that is not there.</summary>
    public static string Instead(string name) => name switch
    {
        "lowerAscii" or "upperAscii" or "toLowerCase" or "toUpperCase" or "lower" or "upper" =>
            "match without regard to case by matches('(?i)…')",
        "split" or "substring" or "indexOf" or "lastIndexOf" or "replace" or "charAt" or "trim" =>
            "test with matches(), startsWith() or endsWith()",
        "join" or "format" => "put strings together by +",
        "hasPrefix" => "write startsWith()",
        "hasSuffix" => "write endsWith()",
        _ when Names.Contains(name, StringComparer.Ordinal) =>
            "call it as CEL has it: x.startsWith('a'), x.matches('a'), size(x), string(x), has(x.y), list.exists(v, …)",
        _ when Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known => $"write {known}()",
        _ => "it has contains, endsWith, matches, size, startsWith, the conversions such as string(), and the macros",
    };
}
