using BenchmarkDotNet.Running;
using TrafficGuardian.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(DetectorBenchmarks).Assembly).Run(args);
