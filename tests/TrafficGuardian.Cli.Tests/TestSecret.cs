using System.Buffers.Text;
using System.Security.Cryptography;

namespace TrafficGuardian.Cli.Tests;

/// <summary>Secrets in the shape of real ones, made for one test.</summary>
internal static class TestSecret
{
    /// <summary>Shaped like a key of a model API: 93 characters between its prefix and its suffix.</summary>
    public static string ModelKey() => $"sk-ant-api03-{Characters(93)}AA";

    /// <summary>Characters that keys are made of, the first a letter.</summary>
    public static string Characters(int count) =>
        ('k' + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(count)))[..count];
}
