using System.Buffers;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.WebSockets;

/// <summary>Follows one direction and reports its messages. Used by one thread at a time.</summary>
internal sealed class WebSocketSide(MessageSide side, FrameReader frames, IWebSocketObserver? observer, ProxyCounters counters)
{
    private const int MostControlPayload = 125;

    /// <summary>How much is unmasked at a time: source and copy fit the first-level cache.</summary>
    private const int Chunk = 8192;

    private byte[]? _control;
    private int _controlLength;
    private bool _inMessage;
    private bool _ended;

    /// <returns><see cref="FrameStatus.NeedMore"/>, or why nothing more can be followed.</returns>
    public FrameStatus Take(ReadOnlySpan<byte> data)
    {
        while (!_ended)
        {
            var status = frames.Read(ref data, out var part);
            if (status != FrameStatus.Part)
                return status;
            if (part.IsControl)
                TakeControl(part);
            else
                TakeMessage(part);
        }

        return FrameStatus.NeedMore;
    }

    /// <summary>Nothing more is followed: reports what is left open.</summary>
    /// <returns>False where it had ended before.</returns>
    public bool End()
    {
        if (_ended)
            return false;
        _ended = true;
        ReportControl();
        if (_inMessage)
            observer?.OnMessageEnd(side, MessageEnd.Aborted);
        return true;
    }

    private void TakeMessage(in FramePart part)
    {
        if (part.BeginsMessage)
        {
            _inMessage = true;
            observer?.OnMessage(side, part.Compressed);
        }

        if (part.Key == 0)
            Report(part.Payload);
        else
            Unmask(part.Payload, part.Key);

        if (part.EndsMessage)
        {
            _inMessage = false;
            counters.AddWebSocketMessage();
            observer?.OnMessageEnd(side, MessageEnd.Complete);
        }
    }

    private void Unmask(ReadOnlySpan<byte> payload, uint key)
    {
        if (observer is null)
            return;

        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(payload.Length, Chunk));
        var used = 0;
        try
        {
            while (!payload.IsEmpty)
            {
                // A multiple of the key's length, so that each piece begins with the same byte of it.
                var piece = payload[..Math.Min(payload.Length, Chunk)];
                used = Math.Max(used, piece.Length);
                Masking.Unmask(piece, key, buffer);
                Report(buffer.AsSpan(0, piece.Length));
                payload = payload[piece.Length..];
            }
        }
        finally
        {
            // What others sent is not left to the pool's next user.
            buffer.AsSpan(0, used).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Report(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
            observer?.OnData(side, data);
    }

    private void TakeControl(in FramePart part)
    {
        if (!part.Payload.IsEmpty)
        {
            _control ??= new byte[MostControlPayload];
            Masking.Unmask(part.Payload, part.Key, _control.AsSpan(_controlLength));
            _controlLength += part.Payload.Length;
        }

        if (part.EndsFrame)
            ReportControl();
    }

    private void ReportControl()
    {
        if (_controlLength == 0)
            return;
        var payload = _control.AsSpan(0, _controlLength);
        _controlLength = 0;
        observer?.OnControl(side, payload);
        payload.Clear();
    }
}
