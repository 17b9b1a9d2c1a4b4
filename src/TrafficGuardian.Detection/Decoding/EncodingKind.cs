namespace TrafficGuardian.Detection.Decoding;

/// <summary>What text may be wrapped in.</summary>
[Flags]
internal enum EncodingKind
{
    None = 0,

    /// <summary>Backslash escapes of JSON and JavaScript.</summary>
    Backslash = 1,

    /// <summary>Percent-encoding and form fields.</summary>
    Percent = 2,

    /// <summary>HTML character references.</summary>
    Html = 4,

    /// <summary>Quoted-printable.</summary>
    QuotedPrintable = 8,

    /// <summary>Characters that look like others or like nothing.</summary>
    Unicode = 16,

    /// <summary>Control characters in between, as in UTF-16.</summary>
    Controls = 32,

    Hex = 64,

    Base32 = 128,

    Base64 = 256,

    /// <summary>A list of character codes.</summary>
    Codes = 512,

    /// <summary>A list of single letters in quotes.</summary>
    Letters = 1024,

    /// <summary>gzip, zlib or deflate inside base64.</summary>
    Packed = 2048,

    /// <summary>In parts that stand apart.</summary>
    Split = 4096,
}
