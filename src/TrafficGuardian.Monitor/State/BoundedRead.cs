namespace TrafficGuardian.Monitor.State;

/// <summary>Reads files that others may have made, however long they are.</summary>
public static class BoundedRead
{
    /// <summary>Everything that the stream still holds; null where that is more than <paramref name="limit"/> bytes.</summary>
    public static byte[]? ToEnd(Stream stream, int limit)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (content.Length + read > limit)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
