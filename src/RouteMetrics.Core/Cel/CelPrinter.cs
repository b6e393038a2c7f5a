namespace RouteMetrics.Core.Cel;

public static class CelPrinter
{
    public static string Print(CelExpression expression) => throw new System.Diagnostics.UnreachableException();
}
