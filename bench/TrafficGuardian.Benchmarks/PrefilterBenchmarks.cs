using BenchmarkDotNet.Attributes;
using TrafficGuardian.Detection.Matching;

namespace TrafficGuardian.Benchmarks;

/// <summary>The literal prefilter alone, over one MiB.</summary>
public class PrefilterBenchmarks
{
    private readonly List<LiteralHit> _hits = [];
    private LiteralPrefilter _prefilter = null!;
    private byte[] _body = [];

    [Params("json", "text", "base64")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var literals = Detection.Rules.RuleCatalogue.Load([], out _)
            .SelectMany(static r => r.Literals.Select(l => new Literal(System.Text.Encoding.ASCII.GetBytes(l), r.IgnoreCase, 0)));
        _prefilter = new LiteralPrefilter([.. literals]);
        _body = Payloads.Make(Kind);
    }

    [Benchmark]
    public int Find()
    {
        _hits.Clear();
        _prefilter.Find(_body, 0, _body.Length, _hits);
        return _hits.Count;
    }
}
