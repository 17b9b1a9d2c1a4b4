namespace TrafficGuardian.Detection.Streaming;

/// <summary>What a key says of the value that stands under it. The numbers tell channels apart.</summary>
internal enum DeltaKey
{
    /// <summary>Nothing of interest.</summary>
    Other,

    /// <summary>The kind of the event.</summary>
    Type,

    /// <summary>A number that tells which of several texts a piece belongs to.</summary>
    Index,

    /// <summary>A value that is no member of an object.</summary>
    Bare,

    /// <summary>What the model says: OpenAI, Ollama, Mistral.</summary>
    Content,

    /// <summary>What the model says: Anthropic, Gemini, and completions of the older kind.</summary>
    Text,

    /// <summary>A piece of anything: OpenAI's Responses and Realtime.</summary>
    Delta,

    /// <summary>What a tool is called with: OpenAI and its like.</summary>
    Arguments,

    /// <summary>What a tool is called with: Anthropic.</summary>
    PartialJson,

    /// <summary>What a tool is called with: Gemini.</summary>
    StringValue,

    /// <summary>What the model says: Ollama's <c>generate</c>.</summary>
    Response,

    /// <summary>What the model thinks.</summary>
    Thinking,
}
