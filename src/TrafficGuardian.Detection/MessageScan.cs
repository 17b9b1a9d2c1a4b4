using System.Text;
using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Scanning;
using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection;

/// <summary>
/// Reads one message as it comes, in pieces of any size, and collects what it finds. Reusable, not thread-safe.
/// The same bytes give the same findings however they are cut.
/// </summary>
public sealed class MessageScan
{
    // Longer names than this exist in no name service (RFC 1035 section 2.3.4).
    private const int LongestHost = 255;

    private const int ViewBytes = 8 * 1024;

    private readonly byte[] _host = new byte[3 * LongestHost];
    private MessageScanner? _outbound;
    private MessageScanner? _inbound;
    private AgentCall? _call;
    private AgentCall? _openCall;
    private SocialReview? _review;
    private SocialReview? _openReview;
    private MessageScanner? _scanner;
    private Detector? _detector;
    private bool _bodyIsForm;
    private StreamForm _bodyStreams;
    private ViewStream? _body;

    /// <summary>What has been found since <see cref="Begin"/> and was not taken out yet. The caller reads and clears it.</summary>
    public List<Detected> Found { get; } = [];

    /// <summary>Whether the work allowed for this message was spent, so that the rest was not looked at in full.</summary>
    public bool BudgetSpent => _scanner?.Session.Budget.IsSpent ?? false;

    /// <summary>Whether every rule that knows a command tells of it, not the most severe alone.</summary>
    internal bool TellsAll { get; init; }

    /// <summary>Bytes that are held for texts that come in pieces, about.</summary>
    public int HeldForTexts => (ViewBytes * (_scanner?.Streamed.OpenViews ?? 0)) + (_scanner?.Calls.Held ?? 0) + (_openReview?.Held ?? 0);

    /// <summary>Work since <see cref="Begin"/>, as <see cref="WorkBudget"/> counts it.</summary>
    internal long Work => _scanner?.Session.Budget.Work ?? 0;

    /// <summary>Starts a new message and forgets the one before.</summary>
    /// <param name="detector">What to look for.</param>
    /// <param name="context">Whose message it is.</param>
    /// <param name="now">The time that findings carry.</param>
    /// <param name="memory">What is remembered of the client and the destination, which the message is added to; null where nobody remembers.</param>
    public void Begin(Detector detector, MessageContext context, DateTimeOffset now, PeerMemory? memory = null)
    {
        _body?.Release();
        _body = null;
        _scanner?.Streamed.Release();
        _scanner?.Calls.Release();
        if (_detector != detector)
            (_detector, _outbound, _inbound, _call, _review) = (detector, null, null, null, null);
        _scanner = context.Direction == Direction.Outbound
            ? _outbound ??= new MessageScanner(detector, detector.Outbound, Found)
            : _inbound ??= new MessageScanner(detector, detector.Inbound, Found);
        _scanner.Session.Begin(context, now);
        _scanner.Session.TellsAll = TellsAll;
        _openCall = context.Direction == Direction.Outbound ? _call ??= new AgentCall(detector, Found) : null;
        _openCall?.Begin(context, now);
        _openReview = SocialReview.Watches(context) ? _review ??= new SocialReview(detector, Found) : null;
        _openReview?.Begin(context);
        _scanner.Tools.Begin(context, context.Direction == Direction.Inbound ? memory : null);
        _scanner.Calls.Begin(context, memory?.Client);
        _scanner.Sent.Begin(context.Direction == Direction.Outbound ? memory?.Sent : null, now);
        // Without a content type a body that the agent sends may be a form.
        _bodyIsForm = context.Direction == Direction.Outbound;
        _bodyStreams = StreamForm.None;
        Found.Clear();
    }

    /// <summary>Looks at the target's host name alone: for tunnels, of which nothing else is seen.</summary>
    public void Host()
    {
        // The messages of a connection share their host.
        var host = Scanner.Session.Context.Host;
        Destination();
        if (host == Scanner.QuietHost)
            return;
        var length = Encoding.UTF8.GetBytes(host.AsSpan(0, Math.Min(host.Length, LongestHost)), _host);
        var text = _host.AsSpan(0, length);
        Scanner.Quiet.Begin(text);
        var isQuiet = Scanner.Quiet.IsQuiet(text, start: 0);
        var found = Found.Count;
        if (!isQuiet)
            Scan(PlaceKind.Host, default, text);
        // What a rule can name is not told again as a label.
        var isLabelled = Scanner.Session.Context.Direction == Direction.Outbound && found == Found.Count && Scanner.Session.HostLabels(text);
        if (isQuiet && !isLabelled)
            Scanner.QuietHost = host;
    }

    /// <summary>A head in HTTP/1 form, start line to empty line. Also looks at the host.</summary>
    public void Head(ReadOnlySpan<byte> head)
    {
        Host();
        var reader = new HeadReader(head);
        if (!reader.Next())
            return;
        Scanner.Quiet.Begin(head);
        var target = HeadReader.Target(reader.Line);
        if (Scanner.Session.Context.Direction == Direction.Outbound && !Scanner.Quiet.IsQuietTarget(reader.Line, target, reader.Start))
            Scan(PlaceKind.Target, default, target);
        Scanner.Sent.Target(target);
        _openReview?.Head(head);
        Headers(ref reader);
    }

    /// <summary>The next bytes of the body, transfer framing and content coding taken off.</summary>
    /// <param name="piece">May be empty.</param>
    /// <param name="last">Whether the body ends with this piece.</param>
    /// <param name="now">The time that findings in this piece carry.</param>
    public void Body(ReadOnlySpan<byte> piece, bool last, DateTimeOffset now)
    {
        var session = Scanner.Session;
        session.Now = now;
        session.Enter(PlaceKind.Body, default, piece.Length);
        session.BeginBody(piece);
        if (_body is null)
        {
            _body = _bodyIsForm ? Scanner.FormBody : Scanner.Body;
            _body.Begin(startsInside: false);
            Scanner.Streamed.Begin(_bodyStreams);
            if (_bodyStreams != StreamForm.None)
                Scanner.Calls.Expect();
        }

        if (!last)
        {
            _body.Write(piece);
            ReadBeside(piece, now);
            return;
        }

        var whole = piece;

        if (session.Budget.IsSpent)
        {
            // What stands at the end is not lost to a flood before it.
            _body.Write(piece);
            session.Budget.AllowEnd();
            piece = default;
        }

        _body.End(piece);
        _body = null;
        ReadBeside(whole, now);
        Scanner.Streamed.End();
        Scanner.Sent.End();
        Scanner.Calls.End();
        _openCall?.End();
        _openReview?.End(now);
    }

    /// <summary>
    /// Looks at what has come of the body as though it ended here, for a message that pauses. What is found then
    /// is not found again when the body goes on.
    /// </summary>
    /// <param name="now">The time that findings carry.</param>
    public void Pause(DateTimeOffset now)
    {
        Scanner.Session.Now = now;
        Scanner.Session.Enter(PlaceKind.Body, default, length: 0);
        _body?.Peek();
        if (_body is not null)
        {
            Scanner.Streamed.Peek();
            _openCall?.Peek();
        }
    }

    /// <summary>Trailer lines in HTTP/1 form.</summary>
    public void Trailers(ReadOnlySpan<byte> trailers)
    {
        var reader = new HeadReader(trailers);
        Scanner.Quiet.Begin(trailers);
        Headers(ref reader);
    }

    // Whoever follows the body for what its own text does not show.
    private void ReadBeside(ReadOnlySpan<byte> piece, DateTimeOffset now)
    {
        Scanner.Streamed.Read(piece);
        Scanner.Sent.Read(piece);
        _openCall?.Read(piece, now);
        _openReview?.Read(piece);
        Scanner.Tools.Read(piece, now);
        Scanner.Calls.Read(piece, now);
    }

    private MessageScanner Scanner => _scanner ?? throw new InvalidOperationException("Begin comes first");

    private void Destination()
    {
        var context = Scanner.Session.Context;
        var reach = PrivateHosts.Of(context.Host, context.Resolved, context.IsHostKnownInside);
        Destination(context.IsRefused && reach.Network == NetworkKind.Public ? new HostReach(NetworkKind.Reserved, false) : reach);
    }

    // Only a request goes anywhere.
    private void Destination(HostReach reach)
    {
        var session = Scanner.Session;
        if (session.Context.Direction != Direction.Outbound || session.Context.IsGiven || reach.Network == NetworkKind.Public)
            return;
        if (_detector!.PrivateDestination(session.Context, reach, session.Now) is { } found)
            Found.Add(found);
    }

    // The name that a server is asked for may be another than the one that is connected to.
    private void HostHeader(ReadOnlySpan<byte> line)
    {
        Span<char> room = stackalloc char[LongestHost];
        var value = line[(line.IndexOf((byte)':') + 1)..].Trim(" \t"u8);
        var host = room[..Encoding.Latin1.GetChars(value[..Math.Min(value.Length, LongestHost)], room)];
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']') && host.IndexOf(':') == colon)
            host = host[..colon];
        if (!host.Trim("[]").Equals(Scanner.Session.Context.Host.AsSpan().Trim("[]"), StringComparison.OrdinalIgnoreCase))
            Destination(PrivateHosts.Of(host));
    }

    private void Headers(ref HeadReader reader)
    {
        while (reader.Next())
        {
            if (Ascii.EqualsIgnoreCase(reader.Name, "host"u8))
                HostHeader(reader.Line);
            if (Ascii.EqualsIgnoreCase(reader.Name, "content-type"u8))
                (_bodyIsForm, _bodyStreams) = (reader.Line.IndexOf("form-urlencoded"u8) >= 0, StreamForms.OfContentType(reader.Line));
            if (!Scanner.Quiet.IsQuiet(reader.Line, reader.Start))
                Scan(PlaceKind.Header, reader.Name, reader.Line);
        }
    }

    private void Scan(PlaceKind place, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        Scanner.Session.Enter(place, name, text.Length);
        var view = place == PlaceKind.Target ? Scanner.FormLine : Scanner.Line;
        view.Begin(startsInside: false);
        view.End(text);
    }
}
