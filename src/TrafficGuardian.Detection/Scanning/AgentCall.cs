using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Looks at what an agent hands on to tools and other agents with the rules for what comes in: a command in the arguments of a tool
/// call is on its way to be run. What is found is kept back until the message has named its method, which may stand at its end.
/// </summary>
internal sealed class AgentCall
{
    private readonly byte[] _start = new byte[AgentCallSigns.Start];
    private readonly byte[] _seam = new byte[2 * AgentCallSigns.LongestMethod];
    private readonly List<Detected> _found = [];
    private readonly List<Detected> _told;
    private readonly ScanSession _session;
    private readonly ViewStream _body;
    private State _state;
    private int _startLength;
    private int _seamLength;
    private bool _isNamed;

    public AgentCall(Detector detector, List<Detected> told)
    {
        _told = told;
        _session = new ScanSession(detector, detector.Inbound, _found);
        _body = new ViewStream(_session, detector.Inbound.Text, ViewKind.Text, depth: 0);
    }

    private enum State
    {
        Unknown,
        Call,
        Other,
    }

    /// <summary>Starts a message.</summary>
    public void Begin(MessageContext context, DateTimeOffset now)
    {
        _body.Release();
        _found.Clear();
        _start.AsSpan(0, _startLength).Clear();
        (_state, _startLength, _seamLength, _isNamed) = (State.Unknown, 0, 0, false);
        _session.Begin(context, now);
    }

    /// <summary>Takes the next bytes of the body.</summary>
    public void Read(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        _session.Now = now;
        if (_state == State.Unknown)
            bytes = ReadStart(bytes);
        if (_state == State.Call)
            Write(bytes);
    }

    /// <summary>Looks at what has come as though it ended here.</summary>
    public void Peek()
    {
        if (_state != State.Call)
            return;
        _body.Peek();
        Tell();
    }

    public void End()
    {
        if (_state != State.Call)
            return;
        _body.End([]);
        Tell();
        _state = State.Other;
    }

    // Answers what is left behind the start.
    private ReadOnlySpan<byte> ReadStart(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, _start.Length - _startLength);
        bytes[..taken].CopyTo(_start.AsSpan(_startLength));
        _startLength += taken;
        var start = _start.AsSpan(0, _startLength);
        if (AgentCallSigns.MayBeCall(start))
        {
            _state = State.Call;
            _body.Begin(startsInside: false);
            Write(start);
        }
        else if (_startLength == _start.Length || start.TrimStart(" \t\r\n"u8) is [not ((byte)'{' or (byte)'['), ..])
        {
            _state = State.Other;
        }

        return bytes[taken..];
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _session.Enter(PlaceKind.Body, default, bytes.Length);
        _body.Write(bytes);
        LookForName(bytes);
        Tell();
    }

    private void LookForName(ReadOnlySpan<byte> bytes)
    {
        if (_isNamed || bytes.IsEmpty)
            return;
        var head = bytes[..Math.Min(bytes.Length, AgentCallSigns.LongestMethod)];
        head.CopyTo(_seam.AsSpan(_seamLength));
        _isNamed = AgentCallSigns.NamesCall(_seam.AsSpan(0, _seamLength + head.Length)) || AgentCallSigns.NamesCall(bytes);
        if (bytes.Length >= AgentCallSigns.LongestMethod)
        {
            bytes[^AgentCallSigns.LongestMethod..].CopyTo(_seam);
            _seamLength = AgentCallSigns.LongestMethod;
            return;
        }

        var kept = Math.Min(_seamLength + head.Length, AgentCallSigns.LongestMethod);
        _seam.AsSpan(_seamLength + head.Length - kept, kept).CopyTo(_seam);
        _seamLength = kept;
    }

    private void Tell()
    {
        if (!_isNamed)
            return;
        _told.AddRange(_found);
        _found.Clear();
    }
}
