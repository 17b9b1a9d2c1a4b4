using TrafficGuardian.Proxy.Http1;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Proxy.Relay;

/// <summary>A request whose head has come, and what is to be done with it.</summary>
/// <param name="Route">What to do.</param>
/// <param name="Head">Its head, taken apart.</param>
/// <param name="HeadLength">Its head's length.</param>
/// <param name="Info">Who speaks with whom; null where no target could be read.</param>
/// <param name="Refusal">The answer, for <see cref="Route.Refuse"/>.</param>
internal readonly record struct NextRequest(Route Route, RequestHead Head, int HeadLength, ExchangeInfo? Info, byte[]? Refusal);
