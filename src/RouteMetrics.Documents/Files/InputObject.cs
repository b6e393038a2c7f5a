namespace RouteMetrics.Documents.Files;

/// <summary>Where an object of the input starts, by which the lines of its fields are found.</summary>
internal sealed record InputObject(InputJson Json, long Start)
{
    /// <summary>It has a name, not only a <c>generateName</c>, of which each creation makes another.</summary>
    public bool IsNamed { get; init; }

    public string Place => Json.PlaceOf(Start);

    /// <summary>The place of the field of this path, or of the nearest one above it that the object has.</summary>
    public InputPlace PlaceOf(string path) => new(Json.File, Json.LineAt(Start + FieldOffset.Of(Json.Utf8.Span[(int)Start..], path)));
}
