using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RouteMetrics.Admission;

/// <summary>The body of an answer: an AdmissionReview (admission.k8s.io/v1), or <c>{"error": …, "uid": …}</c>.</summary>
public static class AdmissionAnswerWriter
{
    // No HTML is near, and people read the annotation: quotes, < and + stay as they are.
    internal static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? ofAnswer;

    [ThreadStatic]
    private static Utf8JsonWriter? ofPatch;

    public static void WriteTo(this AdmissionAnswer answer, IBufferWriter<byte> output)
    {
        var json = ofAnswer ??= new Utf8JsonWriter(output, Options);
        json.Reset(output);
        json.WriteStartObject();
        switch (answer)
        {
            case AdmissionAnswer.Decided(var request, var verdict):
                WriteReview(json, request.Uid, verdict);
                break;
            case AdmissionAnswer.Refused(_, var error, var uid):
                WriteError(json, error, uid);
                break;
        }

        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteError(Utf8JsonWriter json, string error, string? uid)
    {
        json.WriteString("error"u8, error);
        if (uid is not null)
        {
            json.WriteString("uid"u8, uid);
        }
    }

    private static void WriteReview(Utf8JsonWriter json, string uid, Verdict verdict)
    {
        json.WriteString("apiVersion"u8, "admission.k8s.io/v1"u8);
        json.WriteString("kind"u8, "AdmissionReview"u8);
        json.WriteStartObject("response"u8);
        json.WriteString("uid"u8, uid);
        json.WriteBoolean("allowed"u8, verdict.Allowed);
        WriteStatus(json, verdict.Denial);
        WritePatch(json, verdict.Patch);
        WriteWarnings(json, verdict.Warnings);
        WriteAuditAnnotations(json, verdict.AuditAnnotations);
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, Denial? denial)
    {
        if (denial is null)
        {
            return;
        }

        json.WriteStartObject("status"u8);
        json.WriteNumber("code"u8, Denial.Code);
        json.WriteString("message"u8, denial.Message);
        json.WriteString("reason"u8, Denial.Reason);
        json.WriteEndObject();
    }

    private static void WritePatch(Utf8JsonWriter json, IReadOnlyList<PatchOperation> operations)
    {
        if (operations.Count == 0)
        {
            return;
        }

        var buffer = Scratch<byte>.Take();
        var patch = ofPatch ??= new Utf8JsonWriter(buffer, Options);
        patch.Reset(buffer);
        patch.WriteStartArray();
        foreach (var operation in operations)
        {
            operation.WriteTo(patch);
        }

        patch.WriteEndArray();
        patch.Flush();
        json.WriteBase64String("patch"u8, buffer.WrittenSpan);
        json.WriteString("patchType"u8, "JSONPatch"u8);
    }

    private static void WriteWarnings(Utf8JsonWriter json, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        json.WriteStartArray("warnings"u8);
        foreach (var warning in warnings)
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
    }

    private static void WriteAuditAnnotations(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> annotations)
    {
        if (annotations.Count == 0)
        {
            return;
        }

        json.WriteStartObject("auditAnnotations"u8);
        foreach (var (key, value) in annotations)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
