using System.Text;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>What one WebSocket connection's observer was told, a readable line each; the data of one message is joined.</summary>
internal sealed class RecordedWebSocket(ExchangeInfo info, WebSocketDeflate? deflate) : IWebSocketObserver
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Side _request = new();
    private readonly Side _response = new();

    public ExchangeInfo Info => info;

    public WebSocketDeflate? Deflate => deflate;

    /// <summary>From here on every call throws.</summary>
    public bool Fails { get; set; }

    /// <summary>Calls that should not have come.</summary>
    public int Mistakes => _request.Mistakes + _response.Mistakes;

    public Task Closed => _closed.Task.WaitAsync(Peer.Patience);

    public bool IsClosed => _closed.Task.IsCompleted;

    /// <summary>What the agent sent: <c>message|text|Complete</c> and <c>control|payload</c>, in order.</summary>
    public string[] Request => _request.Lines();

    /// <summary>What the remote peer sent.</summary>
    public string[] Response => _response.Lines();

    public void OnMessage(MessageSide side, bool compressed) => Of(side).Begin(compressed);

    public void OnData(MessageSide side, ReadOnlySpan<byte> data) => Of(side).Add(Encoding.Latin1.GetString(data));

    public void OnMessageEnd(MessageSide side, MessageEnd end) => Of(side).End(end);

    public void OnControl(MessageSide side, ReadOnlySpan<byte> payload) => Of(side).Control(Encoding.Latin1.GetString(payload));

    public void OnClose()
    {
        if (_request.IsOpen || _response.IsOpen || !_closed.TrySetResult())
            _request.Mistakes++;
    }

    private Side Of(MessageSide side)
    {
        if (Fails)
            throw new InvalidOperationException("a fault of the observer");
        var of = side == MessageSide.Request ? _request : _response;
        if (IsClosed)
            of.Mistakes++;
        return of;
    }

    private sealed class Side
    {
        private readonly List<string> _lines = [];
        private StringBuilder? _message;

        public bool IsOpen => _message is not null;

        public int Mistakes { get; set; }

        public void Begin(bool compressed)
        {
            Mistakes += IsOpen ? 1 : 0;
            _message = new StringBuilder(compressed ? "compressed|" : "message|");
        }

        public void Add(string data)
        {
            Mistakes += !IsOpen || data.Length == 0 ? 1 : 0;
            lock (_lines)
                _message?.Append(data);
        }

        public void End(MessageEnd end)
        {
            Mistakes += IsOpen ? 0 : 1;
            AddLine($"{_message}|{end}");
            _message = null;
        }

        public void Control(string payload)
        {
            Mistakes += payload.Length == 0 ? 1 : 0;
            AddLine($"control|{payload}");
        }

        public string[] Lines()
        {
            lock (_lines)
                return [.. _lines, .. _message is null ? [] : new[] { _message.ToString() }];
        }

        private void AddLine(string line)
        {
            lock (_lines)
                _lines.Add(line);
        }
    }
}
