using TrafficGuardian.Cli;

return await CommandLine.RunAsync(args, CliContext.OfProcess());
