using System.Text;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>What was told of one message.</summary>
internal sealed class RecordedMessage
{
    private readonly StringBuilder _body = new();

    public List<string> Heads { get; } = [];

    public string Head => Assert.Single(Heads);

    public string Body
    {
        get
        {
            lock (_body)
                return _body.ToString();
        }
    }

    public string Trailers { get; set; } = "";

    public MessageEnd? End { get; set; }

    /// <summary>Calls that should not have come.</summary>
    public int Mistakes { get; set; }

    public void AddBody(string data)
    {
        lock (_body)
            _body.Append(data);
    }
}
