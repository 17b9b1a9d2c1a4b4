using System.Security.Cryptography;

namespace TrafficGuardian.Cli.Tests;

/// <summary>Secrets in the shape of real ones, made for one test.</summary>
internal static class TestSecret
{
    // No vowels and no x: chance must not spell a word that marks a placeholder, such as "fake" or "xxxx".
    private const string Alphabet = "BCDFGHJKLMNPQRSTVWZbcdfghjkmnpqrstvwz23456789";

    /// <summary>Shaped like a key of a model API: 93 characters between its prefix and its suffix.</summary>
    public static string ModelKey() => $"sk-ant-api03-{Characters(93)}AA";

    /// <summary>Characters that keys are made of.</summary>
    public static string Characters(int count) => RandomNumberGenerator.GetString(Alphabet, count);
}
