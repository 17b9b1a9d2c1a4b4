using System.Net;
using System.Net.Sockets;

namespace TrafficGuardian.Proxy.Upstream;

/// <summary>Opens connections: to a destination, or to it through an upstream proxy. Thread-safe.</summary>
internal sealed class Dialer(ProxyOptions options, SelfTarget self)
{
    /// <summary>How long a name may take that is looked up here only to be judged.</summary>
    private static readonly TimeSpan NameWait = TimeSpan.FromSeconds(2);

    /// <summary>Opens a connection that requests for <paramref name="destination"/> can be sent on.</summary>
    /// <param name="destination">Where the client wants to go.</param>
    /// <param name="proxy">The proxy to go through, or null.</param>
    /// <param name="connectHead">The CONNECT head for an HTTP proxy; empty where no tunnel through it is wanted.</param>
    /// <param name="stop">Gives the attempt up.</param>
    public async Task<Dialed> DialAsync(
        Destination destination, UpstreamProxy? proxy, ReadOnlyMemory<byte> connectHead, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        var peer = proxy is null ? destination.Name : $"{proxy.Host}:{proxy.Port}";
        try
        {
            if (proxy is null)
                return await ConnectAsync(destination, AddressesAsync, either.Token);
            return await DialThroughAsync(proxy, destination, connectHead, either.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Dialed.Failed(new UpstreamFailure(FailureKind.Stopped, peer, "not waited for: the monitor stops"));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            var seconds = (int)options.ConnectTimeout.TotalSeconds;
            return Dialed.Failed(new UpstreamFailure(FailureKind.Timeout, peer, $"no connection within {seconds} s") { AtProxy = proxy is not null });
        }
    }

    private async Task<Dialed> DialThroughAsync(
        UpstreamProxy proxy, Destination destination, ReadOnlyMemory<byte> connectHead, CancellationToken cancel)
    {
        if (await RefusalThroughProxyAsync(destination, cancel) is { } refusal)
            return Dialed.Failed(refusal);

        var toProxy = destination with { Host = proxy.Host, Port = proxy.Port };
        var dialed = await ConnectAsync(toProxy, ResolveAsync, cancel);
        if (dialed.Link is not { } link)
            return Dialed.Failed(dialed.Failure! with { AtProxy = true, Address = null });

        UpstreamFailure? failure;
        using (cancel.Register(static link => ((Link)link!).Dispose(), link))
        {
            failure = proxy.Kind == UpstreamProxyKind.Socks5
                ? await new Socks5Handshake(link, proxy).RunAsync(destination)
                : connectHead.IsEmpty ? null : await new HttpProxyHandshake(link, proxy, options.MaxHeadBytes).RunAsync(connectHead);
        }

        if (failure is null)
            return dialed with { Address = null };
        link.Dispose();
        link.Release();
        cancel.ThrowIfCancellationRequested();
        return Dialed.Failed(failure with { AtProxy = true });
    }

    /// <summary>
    /// Why a destination may not be asked for at a proxy, or null. Names are the proxy's to resolve, so what is known here is
    /// checked: how it is spelled, a name on our own port that is our own, and, where the gate wants it, where the name leads as
    /// far as this machine can tell. The proxy may be told something else.
    /// </summary>
    public async ValueTask<UpstreamFailure?> RefusalThroughProxyAsync(Destination destination, CancellationToken cancel)
    {
        var host = destination.Host.TrimEnd('.');
        if (host == "localhost" && self.Is(IPAddress.Loopback, destination.Port))
            return Refusal(destination, IPAddress.Loopback);
        if (IPAddress.TryParse(host, out var literal))
            return Refusal(destination, Plain(literal));
        if (destination.IsGiven)
            return null;
        return options.JudgeName(destination.Client, host) switch
        {
            NameVerdict.Allowed => null,
            NameVerdict.Refused => NotAllowed(destination),
            _ => await RefusalOfAddressesAsync(destination, cancel),
        };
    }

    /// <summary>One address that may not be reached is enough: nobody knows which one the proxy takes.</summary>
    private async Task<UpstreamFailure?> RefusalOfAddressesAsync(Destination destination, CancellationToken cancel)
    {
        try
        {
            var addresses = await options.Resolve(destination.Host, cancel).WaitAsync(NameWait, options.Time, cancel);
            return addresses.Select(address => Refusal(destination, Plain(address))).FirstOrDefault(refusal => refusal is not null);
        }
        catch (Exception e) when (e is SocketException or ArgumentException or TimeoutException)
        {
            // Behind some proxies no name can be looked up; it is the proxy's then.
            return null;
        }
    }

    // What a client may not reach it is not told of either: so the loop comes second.
    private UpstreamFailure? Refusal(Destination destination, IPAddress address)
    {
        if (!destination.IsGiven && !options.DestinationAllowed(destination.Client, destination.Host, address))
            return NotAllowed(destination) with { Address = address };
        return self.Is(address, destination.Port) ? Loop(destination) with { Address = address } : null;
    }

    private static UpstreamFailure NotAllowed(Destination destination) => new(
        FailureKind.NotAllowed,
        destination.Name,
        "is not on the public internet, and this client is not on the monitor's machine. "
            + "Whoever runs the monitor can list it in reachable_private_destinations.");

    private static UpstreamFailure Loop(Destination destination) =>
        new(FailureKind.Loop, destination.Name, "is this monitor itself");

    private async Task<Dialed> ConnectAsync(
        Destination destination,
        Func<Destination, CancellationToken, Task<(IPAddress[] Addresses, UpstreamFailure? Failure)>> resolve,
        CancellationToken cancel)
    {
        var (addresses, failure) = await resolve(destination, cancel);
        if (failure is not null)
            return Dialed.Failed(failure);

        var connecting = new StaggeredConnect(addresses, destination.Port, options.Time);
        var socket = await connecting.RunAsync(cancel);
        if (socket is not null)
        {
            var reached = (socket.RemoteEndPoint as IPEndPoint)?.Address;
            return new Dialed(new SocketLink(socket, options.MaxHeadBytes), Failure: null) { Address = reached };
        }

        var kind = connecting.LastError == SocketError.TimedOut ? FailureKind.Timeout : FailureKind.Connect;
        return Dialed.Failed(new UpstreamFailure(kind, destination.Name, Describe(connecting.LastError)) { Address = addresses[0] });
    }

    private async Task<(IPAddress[] Addresses, UpstreamFailure? Failure)> AddressesAsync(Destination destination, CancellationToken cancel)
    {
        var (addresses, failure) = await ResolveAsync(destination, cancel);
        // A name that could lead nowhere but inside is refused as such, whether or not this machine knows it.
        if (failure is not null && !destination.IsGiven && options.JudgeName(destination.Client, destination.Host.TrimEnd('.')) == NameVerdict.Refused)
            return ([], NotAllowed(destination));
        var reachable = new List<IPAddress>(addresses.Length);
        foreach (var address in addresses)
        {
            var refusal = Refusal(destination, address);
            if (refusal is { Kind: FailureKind.Loop })
                return ([], refusal);
            failure ??= refusal;
            if (refusal is null)
                reachable.Add(address);
        }

        return reachable.Count > 0 ? (reachable.ToArray(), null) : ([], failure);
    }

    private async Task<(IPAddress[] Addresses, UpstreamFailure? Failure)> ResolveAsync(Destination destination, CancellationToken cancel)
    {
        if (destination.Address is { } known)
            return ([known], null);

        // Every spelling that the operating system takes for an address: 127.1, 0x7f.1, 2130706433.
        if (IPAddress.TryParse(destination.Host, out var literal))
            return ([Plain(literal)], null);

        try
        {
            var addresses = await options.Resolve(destination.Host, cancel).WaitAsync(cancel);
            if (addresses.Length > 0)
                return (Array.ConvertAll(addresses, Plain), null);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // Falls through: a name that can't be looked up and one without addresses are the same to the client.
        }

        return ([], new UpstreamFailure(FailureKind.Dns, destination.Name, "name does not resolve"));
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostUnreachable => "host unreachable",
        SocketError.NetworkUnreachable => "network unreachable",
        SocketError.TimedOut => "connection timed out",
        SocketError.TooManyOpenSockets => "too many open sockets on this machine",
        _ => "connection failed",
    };
}
