using System.Text;
using RouteMetrics.Core.Cel;
using RouteMetrics.Core.Synthesis;

namespace RouteMetrics.Webhook.Admission;

/// <summary>The annotation that tells the reader of an HTTPRoute under which names its requests are counted, and when.</summary>
internal static class OperationsAnnotation
{
    public const string Key = "routemetrics.io/operations";

    /// <summary>All keys and values of an object's annotations together (k8s.io/apimachinery api/validation, TotalAnnotationSizeLimitB).</summary>
    public const int TotalLimit = 256 * 1024;

    public static ReadOnlySpan<byte> KeyBytes => "routemetrics.io/operations"u8;

    /// <summary>
    /// The operations as a compact JSON list of <c>{"value": …, "condition": …}</c> in evaluation order, equal ones once; no condition where Envoy's own
    /// routing decides. Null when there are none.
    /// </summary>
    public static string? From(IReadOnlyList<TargetOperations> targets)
    {
        // Within one target no operation is there twice.
        var written = targets.Count > 1 ? new HashSet<(string Value, string? Condition)>() : null;
        var isEmpty = true;
        var scratch = JsonScratch.Take();
        scratch.Writer.WriteStartArray();
        foreach (var target in targets)
        {
            foreach (var operation in target.Operations)
            {
                var condition = operation.Condition is null ? null : CelPrinter.Print(operation.Condition);
                if (written?.Add((operation.Value, condition)) != false)
                {
                    Write(scratch, operation.Value, condition);
                    isEmpty = false;
                }
            }
        }

        scratch.Writer.WriteEndArray();
        return isEmpty ? null : Encoding.UTF8.GetString(scratch.Text());
    }

    /// <summary>The annotations of an object with this value among them, in bytes.</summary>
    public static int TotalBytes(string value, ObjectMetadata metadata) => metadata.AnnotationBytes + Key.Length + Encoding.UTF8.GetByteCount(value);

    private static void Write(JsonScratch scratch, string value, string? condition)
    {
        scratch.Writer.WriteStartObject();
        scratch.Writer.WriteString("value"u8, value);
        if (condition is not null)
        {
            scratch.Writer.WriteString("condition"u8, condition);
        }

        scratch.Writer.WriteEndObject();
    }
}
