namespace TrafficGuardian.Detection.Streaming;

/// <summary>
/// Picks texts that come in pieces out of a body: takes the lines of server-sent events off (WHATWG HTML section 9.2.6) and
/// hands their JSON to a <see cref="DeltaPicker"/>. The same bytes give the same texts however they are cut. Holds no more
/// than its picker does.
/// </summary>
internal sealed class DeltaReader(IDeltaSink sink)
{
    private static ReadOnlySpan<byte> Field => "data:"u8;

    private readonly DeltaPicker _picker = new(sink);
    private StreamForm _form;
    private int _matched;
    private LinePart _part;
    private bool _isAfterReturn;

    private enum LinePart
    {
        Name,
        Data,
        Other,
    }

    public void Begin(StreamForm form)
    {
        (_form, _matched, _part, _isAfterReturn) = (form, 0, LinePart.Name, false);
        _picker.Begin();
    }

    /// <summary>Takes the next bytes of the body.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_form == StreamForm.Values)
            _picker.Read(bytes);
        else if (_form == StreamForm.Events)
            ReadLines(bytes);
    }

    /// <summary>Hands on what is held back.</summary>
    public void End() => _picker.End();

    private void ReadLines(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_part == LinePart.Name)
            {
                ReadName(bytes[0]);
                bytes = bytes[1..];
                continue;
            }

            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            var part = end < 0 ? bytes : bytes[..end];
            if (_part == LinePart.Data)
                _picker.Read(part);
            if (end < 0)
                return;
            _isAfterReturn = bytes[end] == '\r';
            StartLine();
            bytes = bytes[(end + 1)..];
        }
    }

    private void ReadName(byte next)
    {
        var isSecondHalf = _isAfterReturn && next == '\n';
        _isAfterReturn = next == '\r';
        if (isSecondHalf)
            return;
        if (next is (byte)'\n' or (byte)'\r')
        {
            // An empty line ends the event, whatever state its JSON was left in.
            if (_matched == 0)
                _picker.End();
            StartLine();
        }
        else if (next != Field[_matched])
        {
            _part = LinePart.Other;
        }
        else if (++_matched == Field.Length)
        {
            _part = LinePart.Data;
        }
    }

    private void StartLine() => (_part, _matched) = (LinePart.Name, 0);
}
