using System.Net.Security;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>Takes what a client writes first and then ends the connection.</summary>
internal sealed class FirstFlight : Stream
{
    private readonly MemoryStream _written = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The hello that .NET's own client sends with these options.</summary>
    public static async Task<byte[]> OfAsync(SslClientAuthenticationOptions options)
    {
        // A session of another test with a host of the same name would change the hello.
        options.AllowTlsResume = false;
        var wire = new FirstFlight();
        await using var tls = new SslStream(wire);
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(options));
        return wire._written.ToArray();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => 0;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => _written.Write(buffer, offset, count);
}
