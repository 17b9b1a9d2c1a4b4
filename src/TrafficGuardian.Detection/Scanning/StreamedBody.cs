using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>Follows a body beside its raw view, and joins the texts that it carries in pieces, where it does.</summary>
internal sealed class StreamedBody
{
    private const int LongestStart = 16;

    private readonly byte[] _start = new byte[LongestStart];
    private readonly JoinedTexts _texts;
    private readonly DeltaReader _reader;
    private StreamForm _form;
    private int _startLength;
    private bool _isKnown;

    public StreamedBody(ScanSession session)
    {
        _texts = new JoinedTexts(session);
        _reader = new DeltaReader(_texts);
    }

    /// <summary>How many views hold something.</summary>
    public int OpenViews => _texts.Open;

    /// <summary>Starts a body anew.</summary>
    /// <param name="form">What its head says; none where only its first bytes can tell.</param>
    public void Begin(StreamForm form)
    {
        _texts.Release();
        (_form, _startLength, _isKnown) = (StreamForm.None, 0, false);
        if (form != StreamForm.None)
            Start(form);
    }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        for (; !_isKnown && !bytes.IsEmpty; bytes = bytes[1..])
        {
            if (bytes[0] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
                continue;
            _start[_startLength++] = bytes[0];
            if (!StreamForms.TryTell(_start.AsSpan(0, _startLength), out var form))
                continue;
            Start(form);
            _reader.Read(_start.AsSpan(0, _startLength));
        }

        if (_form != StreamForm.None)
            _reader.Read(bytes);
    }

    /// <summary>A value that stands by itself is over, whole or not.</summary>
    public void EndValue() => _reader.End();

    public void Peek() => _texts.Peek();

    public void End()
    {
        if (_form != StreamForm.None)
            _reader.End();
        _texts.End();
    }

    public void Release() => _texts.Release();

    private void Start(StreamForm form)
    {
        (_form, _isKnown) = (form, true);
        _reader.Begin(form);
    }
}
