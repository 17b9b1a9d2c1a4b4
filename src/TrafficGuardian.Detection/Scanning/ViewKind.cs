namespace TrafficGuardian.Detection.Scanning;

/// <summary>What a view holds.</summary>
internal enum ViewKind
{
    /// <summary>Text as sent, or with escapes undone.</summary>
    Text,

    /// <summary>As <see cref="Text"/>, where <c>+</c> is a space: queries and form bodies.</summary>
    Form,

    /// <summary>The form that a shell would see.</summary>
    Command,

    /// <summary>Values that were sent one by one, put together; nothing is derived from it.</summary>
    Joined,
}
