using TrafficGuardian.Monitor.Configuration.Reading;

namespace TrafficGuardian.Monitor.Configuration.Binding;

/// <summary>The one place that says that this version opens no TLS connection; without it, the checks around it stand alone.</summary>
internal static class InterceptionSupport
{
    public static void Refuse(ObjectReader section) => section.Refuse(
        "enabled", "is true, and this version can't look into HTTPS", "write false, or leave the key out; destinations of HTTPS are watched all the same");
}
