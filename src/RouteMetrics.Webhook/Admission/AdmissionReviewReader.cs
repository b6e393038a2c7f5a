using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace RouteMetrics.Webhook.Admission;

/// <summary>
/// One pass over the bytes of an AdmissionReview (admission.k8s.io/v1), the object in it included. The first fault is kept and reading goes on behind
/// it, so that the refusal can name the uid.
/// </summary>
internal ref struct AdmissionReviewReader
{
    /// <summary>An HTTPRoute nests 12 deep, its managedFields about 16; 64 leaves room for every later version of either.</summary>
    public static readonly JsonReaderOptions Json = new() { MaxDepth = 64 };

    private readonly ReadOnlyMemory<byte> body;
    private Utf8JsonReader json;
    private string? fault;
    private string? apiVersion;
    private string? kind;
    private bool hasRequest;
    private string? uid;
    private string? operation;
    private string? subResource;
    private string? space;
    private string? name;
    private string? username;
    private bool dryRun;
    private string? group;
    private string? version;
    private string? resource;
    private ReadOnlyMemory<byte> newObject;
    private ReadOnlyMemory<byte> oldObject;
    private ReviewedObject? reviewed;

    private AdmissionReviewReader(ReadOnlyMemory<byte> body)
    {
        this.body = body;
        json = new Utf8JsonReader(body.Span, Json);
    }

    public static bool TryRead(
        ReadOnlyMemory<byte> body,
        [NotNullWhen(true)] out AdmissionRequest? request,
        [NotNullWhen(false)] out AdmissionAnswer.Refused? refusal)
    {
        var reader = new AdmissionReviewReader(body) { fault = UnicodeText.FaultOf(body.Span) };
        try
        {
            reader.ReadReview();
        }
        catch (JsonException malformed)
        {
            reader.fault ??= Describe(malformed);
        }
        catch (InvalidOperationException)
        {
            // A name or value asked for is not Unicode: the fault is there already, and nothing behind this place is read.
        }

        var accepted = reader.Accept(out request);
        refusal = accepted ? null : new(400, reader.fault ?? "", string.IsNullOrEmpty(reader.uid) ? null : reader.uid);
        return accepted;
    }

    private static string Describe(JsonException malformed)
    {
        // The position is given in our words; the message of the reader repeats it behind its first sentence.
        var end = malformed.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = end < 0 ? malformed.Message : malformed.Message[..end];
        return $"the body is not JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}: {reason}";
    }

    private void ReadReview()
    {
        json.Read();
        if (OnObject("the body"))
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                ReadReviewMember();
            }
        }

        // Whatever follows the review is malformed: this throws.
        json.Read();
    }

    private void ReadReviewMember()
    {
        if (IsMember("apiVersion"u8))
        {
            apiVersion = Text("apiVersion");
        }
        else if (IsMember("kind"u8))
        {
            kind = Text("kind");
        }
        else if (IsMember("request"u8))
        {
            if (OnObject("request"))
            {
                hasRequest = true;
                ReadRequest();
            }
        }
        else
        {
            json.Skip();
        }
    }

    private void ReadRequest()
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (IsMember("uid"u8))
            {
                uid = Text("request.uid");
            }
            else if (IsMember("object"u8))
            {
                newObject = Slice("request.object", isReviewed: true);
            }
            else if (IsMember("oldObject"u8))
            {
                oldObject = Slice("request.oldObject", isReviewed: false);
            }
            else if (!ReadScalar() && !ReadNested())
            {
                json.Skip();
            }
        }
    }

    private bool ReadScalar()
    {
        if (IsMember("operation"u8))
        {
            operation = Text("request.operation");
        }
        else if (IsMember("namespace"u8))
        {
            space = Text("request.namespace");
        }
        else if (IsMember("name"u8))
        {
            name = Text("request.name");
        }
        else if (IsMember("subResource"u8))
        {
            subResource = Text("request.subResource");
        }
        else if (IsMember("dryRun"u8))
        {
            dryRun = Flag("request.dryRun");
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool ReadNested()
    {
        if (IsMember("resource"u8))
        {
            ReadResource();
        }
        else if (IsMember("userInfo"u8))
        {
            ReadUserInfo();
        }
        else
        {
            return false;
        }

        return true;
    }

    private void ReadResource()
    {
        if (!OnObject("request.resource"))
        {
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (IsMember("group"u8))
            {
                group = Text("request.resource.group");
            }
            else if (IsMember("version"u8))
            {
                version = Text("request.resource.version");
            }
            else if (IsMember("resource"u8))
            {
                resource = Text("request.resource.resource");
            }
            else
            {
                json.Skip();
            }
        }
    }

    private void ReadUserInfo()
    {
        if (!OnObject("request.userInfo"))
        {
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (IsMember("username"u8))
            {
                username = Text("request.userInfo.username");
            }
            else
            {
                json.Skip();
            }
        }
    }

    /// <summary>On a property of this name: moves to its value.</summary>
    private bool IsMember(ReadOnlySpan<byte> member) => json.ValueTextEquals(member) && json.Read();

    /// <summary>On an object; anything else is skipped, and is a fault unless it is null.</summary>
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

        if (isReviewed && resource is not null)
        {
            reviewed = ReviewedObject.Read(ref json, body.Span, new(group ?? "", version ?? "", resource));
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

    private bool Accept([NotNullWhen(true)] out AdmissionRequest? request)
    {
        request = null;
        fault ??= EnvelopeFault() ?? RequestFault();
        var parsed = OperationOf(operation);
        if (fault is not null || uid is null || resource is null || parsed is null)
        {
            return false;
        }

        request = new AdmissionRequest
        {
            Uid = uid,
            Resource = new(group ?? "", version ?? "", resource),
            Operation = parsed.Value,
            SubResource = subResource ?? "",
            Namespace = space ?? "",
            Name = name ?? "",
            Username = username ?? "",
            DryRun = dryRun,
            Object = newObject,
            OldObject = oldObject,
            Reviewed = reviewed,
        };
        return true;
    }

    private readonly string? EnvelopeFault() => (apiVersion, kind) switch
    {
        (null, _) => "apiVersion: missing; expected admission.k8s.io/v1",
        ("admission.k8s.io/v1beta1", _) =>
            "apiVersion: admission.k8s.io/v1beta1 is not spoken here; set admissionReviewVersions: [\"v1\"] in the webhook configuration",
        (not "admission.k8s.io/v1", _) => $"apiVersion: {Show(apiVersion)} is not admission.k8s.io/v1",
        (_, null) => "kind: missing; expected AdmissionReview",
        (_, not "AdmissionReview") => $"kind: {Show(kind)} is not AdmissionReview",
        _ => hasRequest ? null : "request: missing",
    };

    private readonly string? RequestFault()
    {
        if (string.IsNullOrEmpty(uid))
        {
            return "request.uid: missing";
        }

        if (string.IsNullOrEmpty(resource))
        {
            return "request.resource.resource: missing";
        }

        return OperationOf(operation) switch
        {
            null when string.IsNullOrEmpty(operation) => "request.operation: missing; expected CREATE, UPDATE, DELETE or CONNECT",
            null => $"request.operation: {Show(operation)} is not one of CREATE, UPDATE, DELETE and CONNECT",
            AdmissionOperation.Create or AdmissionOperation.Update when newObject.IsEmpty => $"request.object: missing, and {operation} has one",
            _ => null,
        };
    }

    private static AdmissionOperation? OperationOf(string? text) => text switch
    {
        "CREATE" => AdmissionOperation.Create,
        "UPDATE" => AdmissionOperation.Update,
        "DELETE" => AdmissionOperation.Delete,
        "CONNECT" => AdmissionOperation.Connect,
        _ => null,
    };

    private static string Show(string text) => ClientText.Cut(text, 64);
}
