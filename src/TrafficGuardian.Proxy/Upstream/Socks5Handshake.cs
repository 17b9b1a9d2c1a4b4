using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>Asks a SOCKS5 proxy for a connection (RFC 1928, RFC 1929). Names are left to the proxy to resolve.</summary>
internal sealed class Socks5Handshake(Link link, UpstreamProxy proxy)
{
    private const byte Version = 5;
    private const byte NoAuthentication = 0;
    private const byte UserPassword = 2;
    private const byte ConnectCommand = 1;
    private const byte Ipv4 = 1;
    private const byte Name = 3;
    private const byte Ipv6 = 4;

    /// <returns>Null where the connection is open; bytes behind the answer are left unread on the link.</returns>
    public async Task<UpstreamFailure?> RunAsync(Destination destination)
    {
        if (await AuthenticateAsync() is { } refused)
            return refused;

        if (!await link.SendAsync(Request(destination)))
            return Closed();

        // Version, reply, reserved, address type and the first byte of the address, which is a name's length.
        var head = await ReadAsync(5);
        if (head is null)
            return Closed();
        if (head[0] != Version)
            return NotSocks();
        if (head[1] != 0)
            return Refused(head[1], destination);

        var rest = head[3] switch
        {
            Ipv4 => 3 + 2,
            Ipv6 => 15 + 2,
            Name => head[4] + 2,
            _ => -1,
        };
        if (rest < 0)
            return NotSocks();
        return await ReadAsync(rest) is null ? Closed() : null;
    }

    private async Task<UpstreamFailure?> AuthenticateAsync()
    {
        byte[] greeting = proxy.Credentials is null
            ? [Version, 1, NoAuthentication]
            : [Version, 2, NoAuthentication, UserPassword];
        if (!await link.SendAsync(greeting) || await ReadAsync(2) is not { } choice)
            return Closed();
        if (choice[0] != Version)
            return NotSocks();
        if (choice[1] == NoAuthentication)
            return null;
        if (choice[1] != UserPassword || proxy.Credentials is not { } credentials)
            return Failed("accepts none of our authentication methods");

        var colon = credentials.IndexOf(':');
        var user = Encoding.UTF8.GetBytes(colon < 0 ? credentials : credentials[..colon]);
        var password = Encoding.UTF8.GetBytes(colon < 0 ? "" : credentials[(colon + 1)..]);
        if (user.Length > 255 || password.Length > 255)
            return Failed("takes credentials of at most 255 bytes each");

        byte[] login = [1, (byte)user.Length, .. user, (byte)password.Length, .. password];
        if (!await link.SendAsync(login) || await ReadAsync(2) is not { } answer)
            return Closed();
        return answer[1] == 0 ? null : Failed("refused the credentials");
    }

    private static byte[] Request(Destination destination)
    {
        byte[] address;
        if (IPAddress.TryParse(destination.Host, out var literal))
        {
            var bytes = literal.GetAddressBytes();
            address = [bytes.Length == 4 ? Ipv4 : Ipv6, .. bytes];
        }
        else
        {
            // A host is at most 255 bytes of ASCII.
            address = [Name, (byte)destination.Host.Length, .. Encoding.ASCII.GetBytes(destination.Host)];
        }

        var port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)destination.Port);
        return [Version, ConnectCommand, 0, .. address, .. port];
    }

    private async Task<byte[]?> ReadAsync(int count)
    {
        while (link.Unread.Length < count)
        {
            if (await link.ReceiveAsync() <= 0)
                return null;
        }

        var bytes = link.Unread[..count].ToArray();
        link.Consume(count);
        return bytes;
    }

    private UpstreamFailure Refused(byte reply, Destination destination) => reply switch
    {
        2 => Failed($"does not allow {destination.Name}"),
        3 or 4 or 5 => Failed($"could not connect to {destination.Name}") with { Kind = FailureKind.Connect },
        6 => Failed($"timed out connecting to {destination.Name}") with { Kind = FailureKind.Timeout },
        _ => Failed($"answered with failure {reply}"),
    };

    private UpstreamFailure Closed() => Failed("closed the connection");

    private UpstreamFailure NotSocks() => Failed("does not speak SOCKS5");

    private UpstreamFailure Failed(string detail) => new(FailureKind.Protocol, $"{proxy.Host}:{proxy.Port}", detail);
}
