using TrafficGuardian.Detection.Findings;

namespace TrafficGuardian.Detection.Tests.Exfil;

/// <summary>Keys and addresses of wallets; the values are those of the standards' own test vectors.</summary>
public sealed class WalletTests
{
    private const string Key = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ";
    private const string Address = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
    private const string SegWit = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";

    [Theory]
    [InlineData("/x?key=" + Key, "vendor_credential/wallet-key")]
    [InlineData("/x?wallet=" + Address, "financial_identifier/wallet-address")]
    [InlineData("/x?addr=" + SegWit, "financial_identifier/wallet-address")]
    public void What_has_its_checksum_is_found_in_a_query(string target, string rule) =>
        Assert.Equal([rule], Harness.Names(Outbound.Request("collector.example", "GET " + target, "", "")));

    [Theory]
    [InlineData("/x?wallet=1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")]
    [InlineData("/x?addr=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5")]
    [InlineData("/x?address=10.0.0.1")]
    [InlineData("/x?id=" + Address)]
    public void What_lacks_it_or_is_announced_by_nothing_is_silent(string target) =>
        Assert.Empty(Outbound.Request("collector.example", "GET " + target, "", ""));

    [Fact]
    public void Keys_in_hexadecimal_are_found_beside_a_word_for_them()
    {
        var key = Outbound.Expand("{hex:64}");
        Assert.Equal(["vendor_credential/wallet-hex-key"], Harness.Names(Outbound.Request("collector.example", "GET /x?pk=" + key, "", "")));
        Assert.NotEmpty(Outbound.Post($"{{\"privateKey\": \"0x{key}\"}}"));
        Assert.Empty(Outbound.Post($"{{\"tx\": \"0x{key}\"}}"));
    }

    [Fact]
    public void The_words_of_the_documentation_are_worth_a_line()
    {
        var words = string.Join('+', Enumerable.Repeat("abandon", 23)) + "+art";
        var found = Assert.Single(Outbound.Request("collector.example", "GET /x?m=" + words, "", ""));
        Assert.Equal(("bip39-sample", Severity.Low), (found.Rule, found.Finding.Severity));
    }
}
