using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>The views through which messages of one direction are read, made when first needed.</summary>
internal sealed class MessageScanner
{
    public MessageScanner(Detector detector, DirectionRules rules, List<Detected> found)
    {
        Session = new ScanSession(detector, rules, found);
        Line = new ViewStream(Session, rules.Text, ViewKind.Text, depth: 0);
        FormLine = new ViewStream(Session, rules.Text, ViewKind.Form, depth: 0);
        Body = new ViewStream(Session, rules.Text, ViewKind.Text, depth: 0);
        FormBody = new ViewStream(Session, rules.Text, ViewKind.Form, depth: 0);
        Streamed = new StreamedBody(Session);
        Sent = new SentTexts(Session, detector.Split);
        Tools = new ToolListings(detector, found);
        Calls = new SequenceWatch(detector, found);
        Quiet = new QuietLines(rules);
    }

    public ScanSession Session { get; }

    /// <summary>Tells which lines of a head need not be looked at.</summary>
    public QuietLines Quiet { get; }

    /// <summary>The last host name in which nothing can be found.</summary>
    public string? QuietHost { get; set; }

    /// <summary>For header lines.</summary>
    public ViewStream Line { get; }

    /// <summary>For request targets.</summary>
    public ViewStream FormLine { get; }

    public ViewStream Body { get; }

    /// <summary>For bodies that are forms, or may be.</summary>
    public ViewStream FormBody { get; }

    /// <summary>For the tools that an agent calls.</summary>
    public SequenceWatch Calls { get; }

    /// <summary>For the values that a client sends.</summary>
    public SentTexts Sent { get; }

    /// <summary>For the tools that a server offers.</summary>
    public ToolListings Tools { get; }

    /// <summary>For the texts that a body carries in pieces.</summary>
    public StreamedBody Streamed { get; }
}
