using System.Net;

namespace TrafficGuardian.Monitor.Platforms;

/// <summary>One address of one of this machine's network interfaces.</summary>
/// <param name="Name">The interface's name, such as <c>docker0</c>.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">How many of its bits name the network.</param>
public sealed record NetworkCard(string Name, IPAddress Address, int PrefixLength)
{
    /// <summary>The network that the address is in.</summary>
    public IPNetwork Network { get; } = new(BaseOf(Address, PrefixLength), PrefixLength);

    private static IPAddress BaseOf(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}
