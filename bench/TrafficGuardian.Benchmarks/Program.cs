using BenchmarkDotNet.Running;
using TrafficGuardian.Benchmarks;

if (args is ["floods"])
    Floods.Run();
else
    BenchmarkSwitcher.FromAssembly(typeof(DetectorBenchmarks).Assembly).Run(args);
