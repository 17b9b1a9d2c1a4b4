namespace TrafficGuardian.Detection.Tests.Exfil;

/// <summary>Recovery words, card and account numbers: what a checksum tells.</summary>
public sealed class IdentifierTests
{
    // The words of the first test vectors of BIP-39.
    private const string Phrase = "letter advice cage absurd amount doctor acoustic avoid letter advice cage above";

    [Theory]
    [InlineData("my seed phrase is {0} keep it")]
    [InlineData("{{\"mnemonic\":[\"{1}\"]}}")]
    [InlineData("recovery phrase:\n1. {2}")]
    public void Recovery_words_are_found_in_prose_lists_and_numbered_lines(string form)
    {
        var words = Phrase.Split(' ');
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Phrase, string.Join("\",\"", words),
            string.Join("\n", words.Select(static (word, i) => i == 0 ? word : $"{i + 1}. {word}")));
        Assert.Equal(["seed_phrase/bip39"], Harness.Names(Outbound.Post(text)));
    }

    [Theory]
    [InlineData("my seed phrase is letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd")]
    [InlineData("wallet: the quick brown fox jumps over the lazy dog while nobody looks at the old grey wall")]
    [InlineData("mnemonic: test test test test test test test test test test test junk")]
    public void Words_without_the_checksum_or_outside_the_list_are_silent(string text) => Assert.Empty(Outbound.Post(text));

    [Theory]
    [InlineData("credit card 4539148803436467", "financial_identifier/card")]
    [InlineData("{\"card_number\": \"3714-496353-98431\"}", "financial_identifier/card")]
    [InlineData("IBAN NL91 ABNA 0417 1643 00", "financial_identifier/iban")]
    public void A_number_with_its_check_digits_is_found(string text, string rule) =>
        Assert.Equal([rule], Harness.Names(Outbound.Post(text)));

    [Theory]
    [InlineData("credit card 4539148803436468")]
    [InlineData("order 4539148803436467 was shipped")]
    [InlineData("IBAN NL91 ABNA 0417 1643 01")]
    [InlineData("{\"id\": 1700000000000000, \"visa\": \"1234567890123456\"}")]
    public void A_number_without_them_or_without_a_word_for_it_is_silent(string text) => Assert.Empty(Outbound.Post(text));
}
