namespace RouteMetrics.Core.Re2; public sealed record Re2SyntaxError(int Position, string Reason);
