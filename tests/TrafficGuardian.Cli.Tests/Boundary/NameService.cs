using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrafficGuardian.Cli.Tests.Boundary;

/// <summary>
/// A name service that an attacker runs: a name's first label says what it answers. <c>inside</c> leads to the host's loopback,
/// <c>flip</c> to the world at first and to the loopback from then on, <c>both</c> to both at once. Other names below
/// made-up-provider.com lead to the world, and all others to the loopback.
/// </summary>
internal sealed class NameService : IAsyncDisposable
{
    private readonly UdpClient _socket;
    private readonly Task _serving;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <param name="socket">Owned from now on.</param>
    public NameService(UdpClient socket)
    {
        _socket = socket;
        _serving = ServeAsync();
    }

    /// <summary>Questions for an IPv4 address.</summary>
    public int Questions { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync();
                await _socket.SendAsync(Answer(question.Buffer), question.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] question)
    {
        var end = Array.IndexOf(question, (byte)0, 12) + 5;
        var name = Name(question);
        var isAddress = question[end - 3] == 1;
        string[] addresses = isAddress ? Addresses(name) : [];
        Questions += isAddress ? 1 : 0;
        return
        [
            question[0], question[1], 0x81, 0x80, 0, 1, 0, (byte)addresses.Length, 0, 0, 0, 0, .. question[12..end],
            .. addresses.SelectMany(address => (byte[])[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, .. IPAddress.Parse(address).GetAddressBytes()]),
        ];
    }

    private static string Name(byte[] question)
    {
        var labels = new List<string>();
        for (var at = 12; question[at] > 0; at += question[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(question, at + 1, question[at]));
        }

        return string.Join('.', labels);
    }

    private string[] Addresses(string name) => name.Split(['-', '.'])[0].ToLowerInvariant() switch
    {
        "inside" => ["127.0.0.1"],
        "metadata" => [BoundaryNetwork.Metadata],
        "neighbour" => [BoundaryNetwork.Work],
        "both" => [BoundaryNetwork.World, "127.0.0.1"],
        "flip" when !_asked.Add(name) => ["127.0.0.1"],
        _ => name.EndsWith(".made-up-provider.com", StringComparison.OrdinalIgnoreCase) ? [BoundaryNetwork.World] : ["127.0.0.1"],
    };
}
