namespace TrafficGuardian.Detection.Streaming;

/// <summary>One value of a JSON text, with the key that it stands under. Places are offsets in the text.</summary>
internal readonly record struct JsonNode(JsonNodeKind Kind, int KeyStart, int KeyLength)
{
    /// <summary>The index of the value that holds it; -1 at the top.</summary>
    public int Parent { get; init; }

    /// <summary>Where the value begins: behind the quote of a string.</summary>
    public int Start { get; init; }

    /// <summary>How long a string or number is, its escapes not undone.</summary>
    public int Length { get; init; }

    /// <summary>The index behind the last value that it holds.</summary>
    public int Next { get; init; }
}
