namespace TrafficGuardian.Monitor.Disclosure;

/// <summary>A question that is answered with an error: a code, and a remedy that names no path and quotes nothing.</summary>
public sealed class DisclosureException : Exception
{
    public DisclosureException(string code, string message)
        : base(message) => Code = code;

    public DisclosureException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public DisclosureException(string message)
        : base(message)
    {
    }

    public DisclosureException()
    {
    }

    /// <summary>One of <see cref="DisclosureErrorCode"/>.</summary>
    public string Code { get; } = DisclosureErrorCode.Internal;
}
