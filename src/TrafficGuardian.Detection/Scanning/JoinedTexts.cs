using TrafficGuardian.Detection.Streaming;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>
/// Views of the texts that a message carries in pieces, one for each text. There are a few at a time: a text that has not gone on
/// for long gives its view to a new one, and where all go on the new ones share a view.
/// </summary>
internal sealed class JoinedTexts(ScanSession session) : IDeltaSink
{
    private const int MostTexts = 8;
    private const int TakesUntilIdle = 64;

    // Deltas are a few letters long: looking at each alone would take longer than all else.
    private const int LookedAtOnce = 512;

    private readonly List<Text> _texts = [];
    private int _open;
    private long _takes;

    /// <summary>How many views hold something.</summary>
    public int Open => _open;

    public void Take(ulong channel, ReadOnlySpan<byte> text)
    {
        session.Budget.ChargeDecoding(text.Length);
        var found = Find(channel);
        found.LastTake = ++_takes;
        text.CopyTo(found.View.Reserve(text.Length));
        found.Pending += text.Length;
        found.View.Commit(text.Length, isLast: found.Pending < LookedAtOnce);
        if (found.Pending >= LookedAtOnce)
            found.Pending = 0;
    }

    /// <summary>Looks at what has come as though it ended here.</summary>
    public void Peek()
    {
        for (var i = 0; i < _open; i++)
            _texts[i].View.Peek();
    }

    /// <summary>Ends all texts.</summary>
    public void End()
    {
        for (var i = 0; i < _open; i++)
            _texts[i].View.End([]);
        _open = 0;
    }

    /// <summary>Forgets all texts.</summary>
    public void Release()
    {
        for (var i = 0; i < _open; i++)
            _texts[i].View.Release();
        (_open, _takes) = (0, 0);
    }

    private Text Find(ulong channel)
    {
        Text? idlest = null;
        for (var i = 0; i < _open; i++)
        {
            var text = _texts[i];
            if (text.Channel == channel)
                return text;
            idlest = idlest is null || text.LastTake < idlest.LastTake ? text : idlest;
        }

        if (_open < MostTexts)
        {
            if (_open == _texts.Count)
                _texts.Add(new Text(new ViewStream(session, session.Rules.Text, ViewKind.Text, depth: 1)));
            idlest = _texts[_open++];
        }
        else if (_takes - idlest!.LastTake < TakesUntilIdle)
        {
            return _texts[MostTexts - 1];
        }
        else
        {
            idlest.View.End([]);
        }

        (idlest.Channel, idlest.Pending) = (channel, 0);
        idlest.View.Begin(startsInside: false);
        return idlest;
    }

    private sealed class Text(ViewStream view)
    {
        public ViewStream View { get; } = view;

        public ulong Channel { get; set; }

        public long LastTake { get; set; }

        /// <summary>Bytes that the view has not looked at.</summary>
        public int Pending { get; set; }
    }
}
