using System.Text;
using Microsoft.Extensions.Logging;
using TrafficGuardian.Monitor.Diagnostics;
using TrafficGuardian.Monitor.Inspection;
using TrafficGuardian.Monitor.Log;
using TrafficGuardian.Monitor.Tests.Inspection;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Tests.Log;

public sealed class RedactionTests
{
    [Fact]
    public async Task Nothing_that_is_written_holds_a_secret_that_went_through()
    {
        using var folder = new TempFolder();
        var secrets = Enumerable.Range(500, 7).Select(Rules.Key).ToArray();
        await using (var diagnostics = new DiagnosticsLog(folder.File("diagnostics.log"), TimeProvider.System, LogLevel.Trace))
        {
            var logger = diagnostics.CreateLogger("test");
            using var log = new FindingLog(new FindingLogOptions { Folder = folder.File("findings") }, logger);
            var gate = new FindingGate(new FindingGateOptions(), [new LeakingSink(secrets[0]), log], TimeProvider.System, logger);
            await using var pipeline = new InspectionPipeline(
                new InspectionOptions { Platform = "picoclaw" }, Rules.Detector, gate, TimeProvider.System, logger);
            Send(pipeline, secrets);
            await pipeline.FlushAsync();
            // Each secret, and the body that does not decode.
            Assert.Equal(secrets.Length + 1, log.Written);
        }

        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        Assert.Equal(2, files.Length);
        foreach (var text in files.Select(File.ReadAllText))
        {
            Assert.All(secrets, secret => Assert.DoesNotContain(secret["tgmade-".Length..], text, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static void Send(InspectionPipeline pipeline, string[] secrets)
    {
        var exchange = pipeline.BeginExchange(Pipeline.Info())!;
        exchange.Head(MessageSide.Request, $"POST /{secrets[0]}?k={secrets[1]} HTTP/1.1\r\nHost: a.example\r\nX-Key: {secrets[2]}\r\n\r\n");
        exchange.Body(MessageSide.Request, $"{secrets[3]} and \"{secrets[4]}\"");
        exchange.Trailers(MessageSide.Request, $"X-Late: {secrets[5]}\r\n\r\n");
        exchange.OnClose();
        pipeline.TunnelRequested(Pipeline.Info(host: secrets[6] + ".example.com"));

        // Encoded wrongly, so that the failing path runs too; its key was seen before.
        var broken = pipeline.BeginExchange(Pipeline.Info())!;
        broken.Head(MessageSide.Request, Pipeline.EncodedHead("gzip"));
        broken.OnBody(MessageSide.Request, Encoding.ASCII.GetBytes(secrets[3]));
        broken.OnClose();
    }

    /// <summary>Fails with a text that quotes what it should not.</summary>
    private sealed class LeakingSink(string secret) : IFindingSink
    {
        public void Write(Detection.Findings.Finding finding) => throw new InvalidOperationException(secret);
    }
}
