using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using RouteMetrics.Documents.Json;

namespace RouteMetrics.Admission;

/// <summary>
/// Reads an AdmissionReview (admission.k8s.io/v1) and the object in it in one pass. It keeps the first fault and reads on, so that the
/// refusal can carry the uid.
/// </summary>
internal ref struct AdmissionReviewReader
{
    /// <summary>As deep as the API server reads. Every pass over a review is a loop, and needs no stack for it.</summary>
    public static JsonReaderOptions Json => JsonDepth.Wrapped;

    private readonly ReadOnlyMemory<byte> body;
    private readonly bool readsObject;
    private readonly AdmissionEnvelope envelope = new();
    private Utf8JsonReader json;
    private string? fault;

    private AdmissionReviewReader(ReadOnlyMemory<byte> body, bool readsObject)
    {
        this.body = body;
        this.readsObject = readsObject;
        json = new Utf8JsonReader(body.Span, Json);
        fault = UnicodeText.FaultOf(body.Span);
    }

    private delegate void ReadMember(ref AdmissionReviewReader reader);

    public static bool TryRead(
        ReadOnlyMemory<byte> body,
        [NotNullWhen(true)] out AdmissionRequest? request,
        [NotNullWhen(false)] out AdmissionAnswer.Refused? refusal)
    {
        var reader = new AdmissionReviewReader(body, readsObject: true);
        reader.Read();
        request = reader.fault is null ? reader.envelope.Accept(out reader.fault) : null;
        refusal = request is null ? new(400, reader.fault ?? "", reader.envelope.KnownUid) : null;
        return request is not null;
    }

    /// <summary>The uid of a review on which the decision failed; null if it has none.</summary>
    public static string? UidOf(ReadOnlyMemory<byte> body)
    {
        var reader = new AdmissionReviewReader(body, readsObject: false);
        reader.Read();
        return reader.envelope.KnownUid;
    }

    private void Read()
    {
        try
        {
            ReadReview();
        }
        catch (JsonException malformed)
        {
            fault ??= Describe(malformed);
        }
        catch (InvalidOperationException) when (fault is not null)
        {
            // Reading stops at a string that is not Unicode; the fault already says so.
        }
    }

    private static string Describe(JsonException malformed)
    {
        // The reader's message repeats the position after its first sentence; we put it first.
        var end = malformed.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = end < 0 ? malformed.Message : malformed.Message[..end];
        return $"the body is not JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}: {reason}";
    }

    private void ReadReview()
    {
        json.Read();
        ReadMembers("the body", static (ref AdmissionReviewReader reader) => reader.ReadReviewMember());

        // Throws if anything follows the review.
        json.Read();
    }

    private void ReadReviewMember()
    {
        if (IsMember("apiVersion"u8))
        {
            envelope.ApiVersion = Text("apiVersion");
        }
        else if (IsMember("kind"u8))
        {
            envelope.Kind = Text("kind");
        }
        else if (IsMember("request"u8))
        {
            envelope.HasRequest = json.TokenType == JsonTokenType.StartObject || envelope.HasRequest;
            ReadMembers("request", static (ref AdmissionReviewReader reader) => reader.ReadRequestMember());
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadRequestMember()
    {
        if (IsMember("uid"u8))
        {
            envelope.Uid = Text("request.uid");
        }
        else if (IsMember("object"u8))
        {
            envelope.Object = Slice("request.object", readsObject);
        }
        else if (IsMember("oldObject"u8))
        {
            envelope.OldObject = Slice("request.oldObject", isReviewed: false);
        }
        else if (IsMember("resource"u8))
        {
            ReadMembers("request.resource", static (ref AdmissionReviewReader reader) => reader.ReadResourceMember());
        }
        else if (IsMember("userInfo"u8))
        {
            ReadMembers("request.userInfo", static (ref AdmissionReviewReader reader) => reader.ReadUserMember());
        }
        else if (IsMember("operation"u8))
        {
            envelope.Operation = Text("request.operation");
        }
        else if (IsMember("namespace"u8))
        {
            envelope.Namespace = Text("request.namespace");
        }
        else if (IsMember("name"u8))
        {
            envelope.Name = Text("request.name");
        }
        else if (IsMember("subResource"u8))
        {
            envelope.SubResource = Text("request.subResource");
        }
        else if (IsMember("dryRun"u8))
        {
            envelope.DryRun = Flag("request.dryRun");
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadResourceMember()
    {
        if (IsMember("group"u8))
        {
            envelope.Group = Text("request.resource.group");
        }
        else if (IsMember("version"u8))
        {
            envelope.Version = Text("request.resource.version");
        }
        else if (IsMember("resource"u8))
        {
            envelope.Resource = Text("request.resource.resource");
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadUserMember()
    {
        if (IsMember("username"u8))
        {
            envelope.Username = Text("request.userInfo.username");
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadMembers(string path, ReadMember read)
    {
        if (!OnObject(path))
        {
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            read(ref this);
        }
    }

    /// <summary>If the reader is at a property of this name, moves to its value.</summary>
    private bool IsMember(ReadOnlySpan<byte> member) => json.ValueTextEquals(member) && json.Read();

    /// <summary>Whether the reader is at an object; skips anything else, which is a fault unless it is null.</summary>
    private bool OnObject(string path)
    {
        if (json.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        SkipUnlessNull(path, "an object");
        return false;
    }

    private string? Text(string path)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            return json.GetString();
        }

        SkipUnlessNull(path, "a string");
        return null;
    }

    private bool Flag(string path)
    {
        if (json.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return json.GetBoolean();
        }

        SkipUnlessNull(path, "a boolean");
        return false;
    }

    private ReadOnlyMemory<byte> Slice(string path, bool isReviewed)
    {
        var start = (int)json.TokenStartIndex;
        if (!OnObject(path))
        {
            return default;
        }

        if (isReviewed && envelope.Resource is not null)
        {
            envelope.Reviewed = ReviewedObject.Read(ref json, envelope.GroupResource);
        }
        else
        {
            json.Skip();
        }

        return body[start..(int)json.BytesConsumed];
    }

    private void SkipUnlessNull(string path, string expected)
    {
        if (json.TokenType != JsonTokenType.Null)
        {
            fault ??= $"{path}: expected {expected}, found {NameOf(json.TokenType)}";
            json.Skip();
        }
    }

    private static string NameOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        _ => "a boolean",
    };
}
