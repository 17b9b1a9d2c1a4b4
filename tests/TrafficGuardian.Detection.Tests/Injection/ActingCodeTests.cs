using System.Text;
using TrafficGuardian.Detection.Validators;

namespace TrafficGuardian.Detection.Tests.Injection;

public sealed class ActingCodeTests
{
    [Theory]
    [InlineData("python3 -c \"import torch; print(torch.__version__)")]
    [InlineData("python3 -c \"import json,sys; print(json.load(sys.stdin)['a'])")]
    [InlineData("node -p \"require('./package.json').version")]
    [InlineData("php -r \"echo phpversion();")]
    public void Code_that_asks_for_a_version_or_prints_what_it_imports_does_not_act(string match) =>
        Assert.False(ActingCode.Is(Encoding.ASCII.GetBytes(match)));

    [Theory]
    [InlineData("python3 -c \"print('x' * 20000)")]
    [InlineData("python3 -c \"import os; print(os.popen('id').read())")]
    [InlineData("node -e \"require('child_process').execSync('node --version')")]
    [InlineData("python3 -c \"import urllib.request as u; print(u.urlopen('http://host.example').read())")]
    public void Code_that_runs_reads_or_sends_acts(string match) =>
        Assert.True(ActingCode.Is(Encoding.ASCII.GetBytes(match)));
}
