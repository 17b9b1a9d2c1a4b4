using System.Buffers.Binary;

namespace TrafficGuardian.Proxy.Http2;

/// <summary>Reads the entries of SETTINGS frames (RFC 9113 section 6.5.1) from pieces of any size.</summary>
internal sealed class SettingsReader
{
    private const ushort HeaderTableSize = 1;

    private readonly byte[] _entry = new byte[6];
    private int _read;

    /// <param name="part">A part of a SETTINGS frame.</param>
    /// <param name="headerTableSize">The largest SETTINGS_HEADER_TABLE_SIZE that the part holds, 0 where it holds none.</param>
    /// <returns>False where the frame is malformed.</returns>
    public bool TryRead(in FramePart part, out uint headerTableSize)
    {
        headerTableSize = 0;
        foreach (byte b in part.Content)
        {
            _entry[_read++] = b;
            if (_read < _entry.Length)
            {
                continue;
            }

            _read = 0;
            if (BinaryPrimitives.ReadUInt16BigEndian(_entry) == HeaderTableSize)
            {
                headerTableSize = Math.Max(headerTableSize, BinaryPrimitives.ReadUInt32BigEndian(_entry.AsSpan(2)));
            }
        }

        bool isAck = part.Has(FrameFlags.Ack);
        return part.StreamId == 0 && (!part.Last || _read == 0) && !(isAck && !part.Content.IsEmpty);
    }
}
