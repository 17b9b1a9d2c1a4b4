namespace TrafficGuardian.Detection.Decoding;

/// <summary>Takes the bytes of stretches of base64 that may be compressed, and looks at what they inflate to.</summary>
internal interface IPackedSink
{
    /// <summary>A stretch begins.</summary>
    /// <param name="head">Its first three bytes.</param>
    /// <returns>Whether it may be compressed.</returns>
    bool Open(ReadOnlySpan<byte> head);

    /// <summary>The next bytes of it.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>It ends.</summary>
    void Close();

    /// <summary>It is not followed to its end.</summary>
    void Drop();
}
