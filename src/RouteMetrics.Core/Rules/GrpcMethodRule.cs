using RouteMetrics.Core.Model;

namespace RouteMetrics.Core.Rules;

/// <summary>What the CRD rejects of a GRPCRoute's service and method (gateway-api apis/v1/grpcroute_types.go GRPCMethodMatch, v1.6).</summary>
internal static class GrpcMethodRule
{
    private const int Longest = 1024;

    public static (string Reason, string Fix)? ServiceFault(PathMatch.GrpcMethod rpc) => rpc switch
    {
        { Service: null } => null,
        { Service.Length: > Longest } => TooLong(rpc.Service),
        { IsExpression: true } => null,
        _ => (rpc.Service.StartsWith('.') ? rpc.Service[1..] : rpc.Service).Split('.').All(IsWord)
            ? null
            : ("must be the full name of a gRPC service", "write one such as helloworld.Greeter"),
    };

    public static (string Reason, string Fix)? MethodFault(PathMatch.GrpcMethod rpc) => rpc switch
    {
        { Method: null } => null,
        { Method.Length: > Longest } => TooLong(rpc.Method),
        { IsExpression: true } => null,
        _ => IsWord(rpc.Method) ? null : ("must be the name of a gRPC method", "write one such as SayHello"),
    };

    private static (string Reason, string Fix) TooLong(string value) =>
        ($"must have at most {Longest} characters, not {value.Length}", "shorten it");

    private static bool IsWord(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
