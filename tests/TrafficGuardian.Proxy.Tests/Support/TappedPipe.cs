using System.IO.Pipelines;

namespace TrafficGuardian.Proxy.Tests.Support;

/// <summary>A stream as a pair of pipes.</summary>
internal sealed class TappedPipe(Stream stream) : IDuplexPipe
{
    public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
}
