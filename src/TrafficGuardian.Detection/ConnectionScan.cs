using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Scanning;
using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection;

/// <summary>
/// Joins the texts that the messages of one connection carry in pieces, as a language model sends them over WebSocket, and follows the
/// tools that it calls. Each message is scanned by itself as well: this finds what only several hold. Reusable, not thread-safe.
/// </summary>
public sealed class ConnectionScan
{
    /// <summary>Bytes of a message that tell whether it may carry a piece of a text.</summary>
    public const int StartBytes = 256;

    private const int ViewBytes = 8 * 1024;

    // What is told once is not told again, so a connection that stays for days begins anew now and then.
    private const long MostBytes = 1 << 20;

    private readonly ScanSession _session;
    private readonly StreamedBody _streamed;
    private readonly SequenceWatch _calls;
    private readonly MessageContext _context;
    private readonly PeerMemory? _memory;
    private long _read;

    /// <param name="detector">What to look for.</param>
    /// <param name="context">Whose messages they are.</param>
    /// <param name="now">The time.</param>
    /// <param name="memory">What is remembered of the client and the destination; null where nobody remembers.</param>
    public ConnectionScan(Detector detector, MessageContext context, DateTimeOffset now, PeerMemory? memory = null)
    {
        (_context, _memory) = (context, memory);
        _session = new ScanSession(detector, context.Direction == Direction.Outbound ? detector.Outbound : detector.Inbound, Found);
        _streamed = new StreamedBody(_session);
        _calls = new SequenceWatch(detector, Found);
        Begin(now);
    }

    /// <summary>What has been found and was not taken out yet. The caller reads and clears it.</summary>
    public List<Detected> Found { get; } = [];

    /// <summary>Bytes that are held, about.</summary>
    public int Held => (ViewBytes * _streamed.OpenViews) + _calls.Held;

    /// <summary>Whether a message may carry a piece of a text.</summary>
    /// <param name="start">Its first bytes, <see cref="StartBytes"/> where it has as many.</param>
    public static bool MayCarryPiece(ReadOnlySpan<byte> start) => StreamForms.MayBePiece(start);

    /// <summary>The next bytes of a message that may carry a piece of a text.</summary>
    public void Read(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        _session.Now = now;
        _session.Enter(PlaceKind.Body, default, bytes.Length);
        _read += bytes.Length;
        _streamed.Read(bytes);
        _calls.Read(bytes, now);
    }

    /// <summary>A message has ended, or was cut off: what it left open is left.</summary>
    public void EndMessage(DateTimeOffset now)
    {
        _streamed.EndValue();
        if (_read > MostBytes)
            End(now);
    }

    /// <summary>Looks at what has come as though it ended here.</summary>
    public void Pause(DateTimeOffset now)
    {
        _session.Now = now;
        _session.Enter(PlaceKind.Body, default, length: 0);
        _streamed.Peek();
    }

    /// <summary>Ends all texts, and begins anew.</summary>
    public void End(DateTimeOffset now)
    {
        _session.Now = now;
        _streamed.End();
        _calls.End();
        Begin(now);
    }

    /// <summary>Forgets everything.</summary>
    public void Release()
    {
        _streamed.Release();
        _calls.Release();
    }

    private void Begin(DateTimeOffset now)
    {
        _read = 0;
        _session.Begin(_context, now);
        _streamed.Begin(StreamForm.Values);
        _calls.Begin(_context, _memory?.Client);
        _calls.Expect();
    }
}
