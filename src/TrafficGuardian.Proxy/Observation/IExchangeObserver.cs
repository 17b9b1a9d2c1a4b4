namespace TrafficGuardian.Proxy.Observation;

/// <summary>
/// Follows one exchange. The request's calls and the response's calls each come in order;
/// the two sides may be reported at the same time from two threads.
/// The same rules as for <see cref="ITrafficObserver"/> hold: no waiting, no throwing, no keeping of spans.
/// </summary>
public interface IExchangeObserver
{
    /// <summary>
    /// A head in HTTP/1 form: start line, header lines and the empty line, as sent (HTTP/2 heads are written out in this form).
    /// Interim (1xx) responses are reported too, each by a call of its own before the final one.
    /// </summary>
    void OnHead(MessageSide side, ReadOnlySpan<byte> head);

    /// <summary>Body bytes with the transfer framing taken off, content coding still on.</summary>
    void OnBody(MessageSide side, ReadOnlySpan<byte> data);

    /// <summary>Trailer lines in HTTP/1 form, where a message has some.</summary>
    void OnTrailers(MessageSide side, ReadOnlySpan<byte> trailers);

    /// <summary>The message is over. Nothing more is reported for this side.</summary>
    void OnEnd(MessageSide side, MessageEnd end);

    /// <summary>The exchange is over: both sides have ended, or will never begin. The last call.</summary>
    void OnClose();
}
