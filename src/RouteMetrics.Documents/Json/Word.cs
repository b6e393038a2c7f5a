using System.Text;

namespace RouteMetrics.Documents.Json;

/// <summary>A text that so many objects hold that it is worth having only once.</summary>
internal readonly record struct Word(string Text)
{
    public static readonly Word[] PathTypes = [new("PathPrefix"), new("Exact"), new("RegularExpression")];

    public static readonly Word[] ValueTypes = [new("Exact"), new("RegularExpression")];

    public static readonly Word[] Methods =
        [new("GET"), new("POST"), new("PUT"), new("DELETE"), new("PATCH"), new("HEAD"), new("OPTIONS"), new("CONNECT"), new("TRACE")];

    public static readonly Word[] ParentGroups = [new(""), new("gateway.networking.k8s.io"), new("networking.istio.io")];

    public static readonly Word[] ParentKinds = [new("Service"), new("Gateway"), new("ListenerSet"), new("ServiceEntry")];

    public static readonly Word[] FilterTypes =
    [
        new("RequestHeaderModifier"), new("ResponseHeaderModifier"), new("URLRewrite"), new("RequestRedirect"), new("RequestMirror"),
        new("CORS"), new("ExtensionRef"), new("ExternalAuth"),
    ];

    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Text);
}
