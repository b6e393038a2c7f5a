using RouteMetrics.Core.Cel;

namespace RouteMetrics.Core.Expressions;

/// <summary>What type an expression has, where its form tells; CEL itself finds out when it evaluates.</summary>
internal static class ExpressionTypes
{
    /// <summary>What attributegen sets, its key beginning with <c>wasm.</c>: bytes, not a string (Envoy's cel_state.h).</summary>
    public static bool IsModuleState(CelExpression expression) => expression is
        CelExpression.Index(CelExpression.Identifier("filter_state"), CelExpression.Text(var key))
            && key.StartsWith("wasm.", StringComparison.Ordinal);

    public static CelType Of(CelExpression expression) => expression switch
    {
        CelExpression.Text => CelType.String,
        CelExpression.Bytes => CelType.Bytes,
        CelExpression.Number => CelType.Int,
        CelExpression.Unsigned => CelType.Uint,
        CelExpression.Real => CelType.Double,
        CelExpression.Null => CelType.Null,
        CelExpression.List => CelType.List,
        CelExpression.Map => CelType.Map,
        CelExpression.Flag or CelExpression.Has or CelExpression.Not or CelExpression.Relation or CelExpression.And or CelExpression.Or =>
            CelType.Bool,
        CelExpression.Conditional(_, var then, var otherwise) => Common(Of(then), Of(otherwise)),
        CelExpression.Negate(var operand) => Of(operand),
        CelExpression.Arithmetic(var left, _, var right) => Common(Of(left), Of(right)),
        CelExpression.Call(_, var function, var arguments) => OfCall(function, arguments.Count, isMember: true),
        CelExpression.GlobalCall(var function, var arguments) => OfCall(function, arguments.Count, isMember: false),
        CelExpression.Identifier(var name) => EnvoyAttributes.IsRoot(name) ? CelType.Map : CelType.Unknown,
        CelExpression.Select(var operand, var field) => OfField(operand, field),
        CelExpression.Index(var operand, CelExpression.Text(var key)) => OfField(operand, key),
        CelExpression.Index(var operand, _) => IsHeaders(operand) ? CelType.String : CelType.Unknown,
        _ => CelType.Unknown,
    };

    /// <summary><c>request.headers</c> and <c>response.headers</c>.</summary>
    public static bool IsHeaders(CelExpression expression) =>
        expression is CelExpression.Select(CelExpression.Identifier("request" or "response"), "headers");

    private static CelType Common(CelType left, CelType right) => left == right ? left : CelType.Unknown;

    private static CelType OfField(CelExpression operand, string field) => operand switch
    {
        CelExpression.Identifier("filter_state") => field.StartsWith("wasm.", StringComparison.Ordinal) ? CelType.Bytes : CelType.Unknown,
        CelExpression.Identifier(var root) => EnvoyAttributes.FieldsOf(root)?.GetValueOrDefault(field) ?? CelType.Unknown,
        _ when IsHeaders(operand) => CelType.String,
        _ => CelType.Unknown,
    };

    private static CelType OfCall(string function, int arguments, bool isMember) => function switch
    {
        "contains" or "endsWith" or "matches" or "startsWith" => CelType.Bool,
        "size" => CelType.Int,
        _ when isMember => OfMember(function, arguments),
        "bool" => CelType.Bool,
        "bytes" => CelType.Bytes,
        "double" => CelType.Double,
        "duration" => CelType.Duration,
        "int" => CelType.Int,
        "string" => CelType.String,
        "timestamp" => CelType.Timestamp,
        "uint" => CelType.Uint,
        _ => CelType.Unknown,
    };

    private static CelType OfMember(string function, int arguments) => function switch
    {
        "all" or "exists" or "exists_one" when CelMacro.IsComprehension(function, arguments) => CelType.Bool,
        "filter" or "map" when CelMacro.IsComprehension(function, arguments) => CelType.List,
        _ => function.StartsWith("get", StringComparison.Ordinal) ? CelType.Int : CelType.Unknown,
    };
}
