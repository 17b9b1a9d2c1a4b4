using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TrafficGuardian.Proxy.Tls;

/// <summary>Leaf certificates by host, each made once however many ask at the same time; the longest unused goes first.</summary>
internal sealed class LeafCache
{
    private readonly LeafIssuer _issuer;
    private readonly X509Certificate2Collection? _chain;
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byHost = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();

    /// <param name="issuer">Makes what is missing; its CA's certificate is sent along unless that is a root, which whoever trusts it has.</param>
    /// <param name="time">The clock that certificates grow old by.</param>
    /// <param name="capacity">Most hosts remembered; at least 1.</param>
    public LeafCache(LeafIssuer issuer, TimeProvider time, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _issuer = issuer;
        // A root is not sent, and to look whether it belongs to the chain would double the time that a certificate takes.
        _chain = IsRoot(issuer.Authority) ? null : [X509CertificateLoader.LoadCertificate(issuer.Authority.RawData)];
        _time = time;
        _capacity = capacity;
    }

    private static bool IsRoot(X509Certificate2 authority) => authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData);

    /// <summary>The certificate for a host, with its chain and without a look at the network.</summary>
    /// <exception cref="Exception">None can be made, for a name that is none, say. The next call tries again.</exception>
    public SslStreamCertificateContext For(string host)
    {
        var entry = Find(host.ToLowerInvariant());
        try
        {
            return entry.Context.Value;
        }
        catch
        {
            Forget(entry);
            throw;
        }
    }

    /// <summary>The certificate for a host where it is at hand, or null.</summary>
    public SslStreamCertificateContext? Known(string host)
    {
        lock (_gate)
        {
            return _byHost.TryGetValue(host.ToLowerInvariant(), out var node) && _time.GetUtcNow() < node.Value.RenewAt
                && node.Value.Context is { IsValueCreated: true } context ? Used(node, context.Value) : null;
        }
    }

    private SslStreamCertificateContext Used(LinkedListNode<Entry> node, SslStreamCertificateContext context)
    {
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return context;
    }

    /// <summary>The lazy value makes one caller issue while the others wait for it, outside the lock.</summary>
    private Entry Find(string host)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_byHost.TryGetValue(host, out var known))
            {
                _byUse.Remove(known);
                if (now < known.Value.RenewAt)
                {
                    _byUse.AddFirst(known);
                    return known.Value;
                }

                _byHost.Remove(host);
            }

            // Half of the validity leaves a connection that is set up now days before its certificate ends.
            var entry = new Entry(host, now + (LeafIssuer.Validity / 2), new Lazy<SslStreamCertificateContext>(() => Make(host)));
            _byHost[host] = _byUse.AddFirst(entry);
            if (_byHost.Count > _capacity && _byUse.Last is { } oldest)
            {
                _byUse.RemoveLast();
                _byHost.Remove(oldest.Value.Host);
            }

            return entry;
        }
    }

    /// <summary>A lazy value keeps its failure for good.</summary>
    private void Forget(Entry entry)
    {
        lock (_gate)
        {
            if (!_byHost.TryGetValue(entry.Host, out var node) || !ReferenceEquals(node.Value, entry))
                return;
            _byHost.Remove(entry.Host);
            _byUse.Remove(node);
        }
    }

    private SslStreamCertificateContext Make(string host) => SslStreamCertificateContext.Create(_issuer.Issue(host), _chain, offline: true);

    private sealed record Entry(string Host, DateTimeOffset RenewAt, Lazy<SslStreamCertificateContext> Context);
}
