using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Load.Contenders;

/// <summary>Nothing in between.</summary>
internal sealed class Direct : Contender
{
    /// <param name="origin">Where it listens.</param>
    /// <param name="authority">The CA of its certificates, where it speaks TLS.</param>
    public Direct(IPEndPoint origin, X509Certificate2? authority = null)
    {
        Endpoint = origin;
        Authority = authority;
    }

    public override string Name => "direct";

    public override RequestForm Form => RequestForm.Origin;

    public override X509Certificate2? Authority { get; }

    protected override ProcessStartInfo? Command() => null;
}
