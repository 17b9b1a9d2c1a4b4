namespace TrafficGuardian.Cli.Demo;

/// <summary>One thing the made-up agent does.</summary>
/// <param name="Title">What the user reads.</param>
/// <param name="Url">Where the request goes; the host exists in the demo only.</param>
/// <param name="Expected">The pattern that must be found, or null where nothing may be.</param>
internal sealed record DemoStep(string Title, Uri Url, string? Expected)
{
    /// <summary>Sent as JSON by POST; null means GET.</summary>
    public string? Body { get; init; }

    /// <summary>Sent as <c>x-api-key</c>, or null.</summary>
    public string? ApiKey { get; init; }

    /// <summary>What the origin answers.</summary>
    public string Reply { get; init; } = """{"type":"message","content":[{"type":"text","text":"It is sunny in Lisbon."}]}""";

    public override string ToString() => Title;
}
