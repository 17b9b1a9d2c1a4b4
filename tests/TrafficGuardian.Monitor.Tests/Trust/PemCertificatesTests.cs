using System.Text;
using TrafficGuardian.Monitor.Trust;

namespace TrafficGuardian.Monitor.Tests.Trust;

public sealed class PemCertificatesTests
{
    private static readonly string One = MadeAuthority.Pem();
    private static readonly string Two = MadeAuthority.Pem();

    [Fact]
    public void Certificates_are_found_between_anything_and_keys_are_not_taken_along()
    {
        var text = $"# a note\n{One}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\r\n{Two.Replace("\n", "\r\n", StringComparison.Ordinal)}the end";

        var found = PemCertificates.Read(Encoding.UTF8.GetBytes(text), out var skipped);

        Assert.Equal(0, skipped);
        Assert.Equal(One + Two, PemCertificates.Write(found));
    }

    [Fact]
    public void Damaged_blocks_are_skipped_and_counted()
    {
        var cut = One.Replace("-----END CERTIFICATE-----\n", "", StringComparison.Ordinal);
        var bent = Two.Remove(100, 4);

        var found = PemCertificates.Read(Encoding.UTF8.GetBytes(cut + bent + One), out var skipped);

        Assert.Equal(One, PemCertificates.Write(found));
        Assert.Equal(2, skipped);
    }

    [Fact]
    public void Every_cut_of_a_file_is_survived()
    {
        var text = Encoding.UTF8.GetBytes(One);
        for (var length = 0; length < text.Length - 1; length++)
        {
            Assert.Empty(PemCertificates.Read(text.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void Eight_megabytes_of_beginnings_take_no_longer_than_one_pass()
    {
        var beginnings = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("-----BEGIN CERTIFICATE-----", 300_000)));

        Assert.Empty(PemCertificates.Read(beginnings, out var skipped));
        Assert.Equal(300_000, skipped);
    }
}
