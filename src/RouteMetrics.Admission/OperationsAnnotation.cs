using System.Buffers;
using System.Text;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Model;
using RouteMetrics.Core.Operations;

namespace RouteMetrics.Admission;

/// <summary>The annotation that shows the operations of a route and their conditions.</summary>
internal static class OperationsAnnotation
{
    public const string Key = IstioLabels.Operations;

    /// <summary>The limit for all annotations of an object (k8s.io/apimachinery api/validation, TotalAnnotationSizeLimitB).</summary>
    public const int TotalLimit = 256 * 1024;

    /// <summary>
    /// The operations as compact JSON, <c>[{"value": …, "condition": …}]</c>, in evaluation order without duplicates; no condition if
    /// Envoy's own routing decides. Null if there are none.
    /// </summary>
    public static string? From(IReadOnlyList<TargetOperations> targets)
    {
        // A single target has no duplicates.
        var written = targets.Count > 1 ? new HashSet<(string Value, string? Condition)>() : null;
        var text = Scratch<char>.Take();
        var condition = new ArrayBufferWriter<char>();
        foreach (var operation in targets.SelectMany(static target => target.Operations))
        {
            condition.ResetWrittenCount();
            if (operation.Condition is not null)
            {
                CelPrinter.PrintTo(condition, operation.Condition);
            }

            if (written?.Add((operation.Value, operation.Condition is null ? null : condition.WrittenSpan.ToString())) != false)
            {
                text.Write(text.WrittenCount == 0 ? "[{\"value\":" : ",{\"value\":");
                QuotedText.WriteTo(text, operation.Value);
                if (operation.Condition is not null)
                {
                    text.Write(",\"condition\":");
                    QuotedText.WriteTo(text, condition.WrittenSpan);
                }

                text.Write("}");
            }
        }

        if (text.WrittenCount == 0)
        {
            return null;
        }

        text.Write("]");
        return text.WrittenSpan.ToString();
    }

    /// <summary>The bytes of a route's annotations with this value in place of the current one.</summary>
    public static int TotalBytes(string value, ReviewedRoute reviewed)
    {
        var others = reviewed.Metadata.TextBytes - (reviewed.Route.Annotations.TryGetValue(Key, out var current) ? BytesOf(current) : 0);
        return others + BytesOf(value);
    }

    private static int BytesOf(string value) => Key.Length + Encoding.UTF8.GetByteCount(value);
}
