namespace TrafficGuardian.Detection.Matching;

/// <summary>What one bucket of a fingerprint lets through at one position of its windows.</summary>
internal interface IByteSet
{
    /// <summary>The share of bytes in ordinary traffic that pass.</summary>
    double Share { get; }

    /// <summary>What <see cref="Share"/> would be with these bytes added; null stands for all bytes.</summary>
    double ShareWith(byte[]? bytes);

    void Add(byte[]? bytes);
}
