using System.Diagnostics;
using System.Net;

namespace TrafficGuardian.Load.Contenders;

/// <summary>Nothing in between.</summary>
internal sealed class Direct : Contender
{
    public Direct(IPEndPoint origin) => Endpoint = origin;

    public override string Name => "direct";

    public override RequestForm Form => RequestForm.Origin;

    protected override ProcessStartInfo? Command() => null;
}
