using System.Net;
using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>Reads request heads of one downstream connection and decides what is to be done with each.</summary>
/// <param name="client">The downstream's address.</param>
/// <param name="route">The API that all requests go to; null where each names its own target.</param>
internal sealed class RequestRouter(IPAddress client, ProxyRoute? route)
{
    private byte[] _authority = [];
    private ExchangeInfo? _info = route is null
        ? null
        : new ExchangeInfo(client, route.Host, route.Target.Port, route.IsSecure ? WireProtocol.Https : WireProtocol.Http) { IsGiven = true };

    /// <param name="head">A complete head.</param>
    /// <param name="start">Where its request line begins.</param>
    public NextRequest Read(ReadOnlySpan<byte> head, int start)
    {
        if (!RequestHead.TryParse(head, start, out var request))
            return new NextRequest(Route.Refuse, default, head.Length, Info: null, Answer.Malformed);
        if (request.Kind == RequestKind.Connect && route is null)
            return ReadConnect(head, request);
        if (!request.Framing.Certain)
            return new NextRequest(Route.Refuse, request, head.Length, Info: null, Answer.Malformed);

        var target = RequestTarget.Parse(request.Target(head));
        if (route is not null)
        {
            return target.Form == TargetForm.Origin && request.Kind != RequestKind.Connect
                ? new NextRequest(Route.Forward, request, head.Length, _info, Refusal: null)
                : new NextRequest(Route.Refuse, request, head.Length, Info: null, Answer.NotForRoute);
        }

        return target.Form switch
        {
            TargetForm.AbsoluteHttp => ReadAbsolute(head.Length, request, target.Authority, WireProtocol.Http),
            TargetForm.AbsoluteHttps => ReadAbsolute(head.Length, request, target.Authority, WireProtocol.Https),
            TargetForm.Origin => new NextRequest(Route.Refuse, request, head.Length, Info: null, Answer.NotForProxy),
            _ => new NextRequest(Route.Refuse, request, head.Length, Info: null, Answer.BadTarget),
        };
    }

    private NextRequest ReadConnect(ReadOnlySpan<byte> head, in RequestHead request)
    {
        // A CONNECT has no body; a line that nobody can read is refused all the same.
        if (request.Fields.Malformed)
            return new NextRequest(Route.Refuse, request, head.Length, Info: null, Answer.Malformed);
        if (!Authority.TryParse(request.Target(head), defaultPort: 0, out var authority))
            return new NextRequest(Route.Refuse, request, head.Length, Info: null, Answer.BadTarget);

        var info = new ExchangeInfo(client, authority.Host, authority.Port, WireProtocol.Tunnel);
        return new NextRequest(Route.Tunnel, request, head.Length, info, Refusal: null);
    }

    private NextRequest ReadAbsolute(int headLength, in RequestHead request, ReadOnlySpan<byte> text, WireProtocol protocol)
    {
        if (_info is null || _info.Protocol != protocol || !text.SequenceEqual(_authority))
        {
            if (!Authority.TryParse(text, protocol == WireProtocol.Https ? 443 : 80, out var authority))
                return new NextRequest(Route.Refuse, request, headLength, Info: null, Answer.BadTarget);

            _authority = text.ToArray();
            if (_info is null || _info.Host != authority.Host || _info.Port != authority.Port || _info.Protocol != protocol)
                _info = new ExchangeInfo(client, authority.Host, authority.Port, protocol);
        }

        return new NextRequest(Route.Forward, request, headLength, _info, Refusal: null);
    }
}
