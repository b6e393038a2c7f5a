namespace RouteMetrics.Webhook.Commands.Screens;

/// <summary>What a piece of text means to a reader, which the screen shows as a colour of the terminal's own palette.</summary>
internal enum Tone
{
    Plain,

    /// <summary>What the line is about.</summary>
    Strong,

    /// <summary>What is there for those who look for it.</summary>
    Faint,

    Good,
    Doubtful,
    Bad,
}

/// <summary>A piece of text, as it is: nothing in it is markup.</summary>
internal readonly record struct Toned(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Toned(string text) => new(text);
}
