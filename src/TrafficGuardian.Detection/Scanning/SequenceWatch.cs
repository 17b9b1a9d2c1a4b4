using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Sequences;
using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Follows the bodies in which tools are called, beside their raw view: replies and event streams of language models, requests and
/// answers of JSON-RPC. Any other pays for a look at its first bytes. What it takes to read calls is made when there are some.
/// </summary>
internal sealed class SequenceWatch(Detector detector, List<Detected> found)
{
    private const int StartBytes = 1024;

    private readonly byte[] _start = new byte[StartBytes];
    private Reading? _reading;
    private MessageContext? _context;
    private ClientMemory? _client;
    private int _startLength;
    private State _state;

    private enum State
    {
        Unknown,
        Calls,
        Other,
    }

    /// <summary>Bytes that are held, about.</summary>
    public int Held => _reading?.Objects.Held ?? 0;

    /// <summary>Starts a message.</summary>
    /// <param name="context">Whose message it is.</param>
    /// <param name="client">What is remembered of the client; null where nobody remembers.</param>
    public void Begin(MessageContext context, ClientMemory? client)
    {
        Release();
        (_context, _client) = (context, client);
        _state = client is null ? State.Other : State.Unknown;
    }

    /// <summary>The body is known to carry events, or one value after the other.</summary>
    public void Expect()
    {
        if (_state == State.Unknown && _context!.Direction == Direction.Inbound)
            Start();
    }

    public void Read(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (_state == State.Other || bytes.IsEmpty)
            return;
        if (_state == State.Unknown)
        {
            var taken = Math.Min(bytes.Length, StartBytes - _startLength);
            bytes[..taken].CopyTo(_start.AsSpan(_startLength));
            _startLength += taken;
            Tell(isWhole: _startLength == StartBytes);
            bytes = bytes[taken..];
            if (_state != State.Calls)
                return;
            _reading!.Steps.Allow(_startLength, now);
            _reading.Objects.Read(_start.AsSpan(0, _startLength));
        }

        _reading!.Steps.Allow(bytes.Length, now);
        _reading.Objects.Read(bytes);
    }

    public void End()
    {
        if (_state == State.Calls)
            _reading!.Objects.End();
        Release();
        _state = State.Other;
    }

    /// <summary>Forgets the message.</summary>
    public void Release()
    {
        _start.AsSpan(0, _startLength).Clear();
        _startLength = 0;
        _reading?.Release();
    }

    private void Tell(bool isWhole)
    {
        var start = _start.AsSpan(0, _startLength).TrimStart(" \t\r\n"u8);
        if (start.IsEmpty)
            return;
        if (start[0] is (byte)'{' or (byte)'[')
        {
            if (_context!.Direction == Direction.Outbound ? AgentCallSigns.MayBeCall(start) : IsModel(start))
                Start();
            else if (isWhole)
                _state = State.Other;
        }
        else if (_context!.Direction == Direction.Inbound && IsEvent(start))
        {
            Start();
        }
        else if (start.Length > 8)
        {
            _state = State.Other;
        }
    }

    private static bool IsEvent(ReadOnlySpan<byte> start) =>
        start.StartsWith("data:"u8) || start.StartsWith("event:"u8) || start.StartsWith("id:"u8) || start.StartsWith(": "u8);

    private static bool IsModel(ReadOnlySpan<byte> start) => start.IndexOf("\"assistant\""u8) >= 0 || start.IndexOf("\"chat.completion"u8) >= 0
        || start.IndexOf("\"response"u8) >= 0 || start.IndexOf("\"candidates\""u8) >= 0 || start.IndexOf("\"jsonrpc\""u8) >= 0
        || start.IndexOf("\"tool_"u8) >= 0 || start.IndexOf("\"function"u8) >= 0 || start.IndexOf("_call\""u8) >= 0;

    private void Start()
    {
        _state = State.Calls;
        _reading ??= new Reading(detector, found);
        _reading.Begin(_context!, _client!);
    }

    private sealed class Reading
    {
        private readonly ToolCalls _calls;
        private readonly SecretPaths _paths;

        public Reading(Detector detector, List<Detected> found)
        {
            _paths = new SecretPaths(detector);
            Steps = new SequenceReader(detector, _paths, found);
            _calls = new ToolCalls(Steps);
            Objects = new JsonObjects(_calls);
        }

        public SequenceReader Steps { get; }

        public JsonObjects Objects { get; }

        public void Begin(MessageContext context, ClientMemory client)
        {
            Release();
            Steps.Begin(context, client.Steps);
            _paths.Begin(context, default);
        }

        public void Release()
        {
            Objects.Begin();
            _calls.Begin();
        }
    }
}
