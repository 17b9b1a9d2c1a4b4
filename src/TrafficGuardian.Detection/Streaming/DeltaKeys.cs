namespace TrafficGuardian.Detection.Streaming;

/// <summary>The keys that the formats of language models use.</summary>
internal static class DeltaKeys
{
    /// <summary>Longest known key.</summary>
    public const int Longest = 17;

    public static DeltaKey Of(ReadOnlySpan<byte> key) => key.Length switch
    {
        4 when key.SequenceEqual("text"u8) => DeltaKey.Text,
        4 when key.SequenceEqual("type"u8) => DeltaKey.Type,
        5 when key.SequenceEqual("delta"u8) => DeltaKey.Delta,
        5 when key.SequenceEqual("index"u8) => DeltaKey.Index,
        7 when key.SequenceEqual("content"u8) => DeltaKey.Content,
        8 when key.SequenceEqual("response"u8) => DeltaKey.Response,
        8 when key.SequenceEqual("thinking"u8) => DeltaKey.Thinking,
        9 when key.SequenceEqual("arguments"u8) => DeltaKey.Arguments,
        9 when key.SequenceEqual("reasoning"u8) => DeltaKey.Thinking,
        10 when key.SequenceEqual("completion"u8) => DeltaKey.Text,
        11 when key.SequenceEqual("stringValue"u8) => DeltaKey.StringValue,
        12 when key.SequenceEqual("partial_json"u8) => DeltaKey.PartialJson,
        12 when key.SequenceEqual("output_index"u8) => DeltaKey.Index,
        13 when key.SequenceEqual("content_index"u8) => DeltaKey.Index,
        13 when key.SequenceEqual("summary_index"u8) => DeltaKey.Index,
        17 when key.SequenceEqual("reasoning_content"u8) => DeltaKey.Thinking,
        _ => DeltaKey.Other,
    };

    public static bool IsText(DeltaKey key) => key >= DeltaKey.Bare;
}
