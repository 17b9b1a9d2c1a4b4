namespace TrafficGuardian.Detection.Streaming;

/// <summary>
/// Tells messages that hand an agent's words on to a tool or another agent: JSON-RPC 2.0 requests of the Model Context Protocol and
/// of Agent2Agent. A method's name between two bare quotes is a JSON string of its own, never a part of another one.
/// </summary>
internal static class AgentCallSigns
{
    /// <summary>Bytes of a body within which a JSON-RPC request shows that it is one.</summary>
    public const int Start = 512;

    /// <summary>Longest method name with its quotes.</summary>
    public const int LongestMethod = 24;

    /// <summary>Whether a body may be a JSON-RPC request.</summary>
    /// <param name="start">Its first bytes, at most <see cref="Start"/>.</param>
    public static bool MayBeCall(ReadOnlySpan<byte> start)
    {
        start = start.TrimStart(" \t\r\n"u8);
        return start.Length > 0 && start[0] is (byte)'{' or (byte)'['
            && (start.IndexOf("\"jsonrpc\""u8) >= 0 || start.IndexOf("\"method\""u8) >= 0);
    }

    /// <summary>Whether a text names a method that hands an agent's words on.</summary>
    public static bool NamesCall(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\"tools/call\""u8) >= 0 || text.IndexOf("\"tools\\/call\""u8) >= 0)
            return true;
        return text.IndexOf("\"message/send\""u8) >= 0 || text.IndexOf("\"message/stream\""u8) >= 0
            || text.IndexOf("\"message\\/send\""u8) >= 0 || text.IndexOf("\"message\\/stream\""u8) >= 0
            || text.IndexOf("\"tasks/send\""u8) >= 0 || text.IndexOf("\"tasks/sendSubscribe\""u8) >= 0
            || text.IndexOf("\"SendMessage\""u8) >= 0 || text.IndexOf("\"SendStreamingMessage\""u8) >= 0;
    }
}
