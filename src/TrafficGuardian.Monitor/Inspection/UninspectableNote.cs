using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Proxy.Observation;

namespace TrafficGuardian.Monitor.Inspection;

/// <summary>
/// The finding of something that could not be read, on its way from the relay, which must not wait for it, to a worker, which makes
/// it. Paid for like a copy, so that a flood is bounded.
/// </summary>
internal sealed class UninspectableNote : IInspectionJob
{
    /// <summary>What a note, its place in the queue and the context that it needs hold.</summary>
    private const int HeldBytes = 1_024;

    private readonly InspectionPipeline _pipeline;
    private readonly ExchangeInfo _info;
    private readonly UninspectableCause _cause;

    private UninspectableNote(InspectionPipeline pipeline, ExchangeInfo info, UninspectableCause cause)
    {
        _pipeline = pipeline;
        _info = info;
        _cause = cause;
    }

    /// <summary>What a reason is reported as; null where it is counted only.</summary>
    public static UninspectableCause? CauseOf(NotInspectedReason reason) => reason switch
    {
        NotInspectedReason.Certificate => UninspectableCause.Certificate,
        NotInspectedReason.Pinning => UninspectableCause.Pinning,
        NotInspectedReason.Mismatch => UninspectableCause.Mismatch,
        NotInspectedReason.Frame => UninspectableCause.Frame,
        _ => null,
    };

    /// <summary>Makes a note, or null where the memory is spent.</summary>
    public static UninspectableNote? TryMake(InspectionPipeline pipeline, ExchangeInfo info, UninspectableCause cause) =>
        pipeline.Budget.TryTake(HeldBytes) ? new UninspectableNote(pipeline, info, cause) : null;

    public void Run()
    {
        try
        {
            var options = _pipeline.Options;
            var context = _cause == UninspectableCause.Frame
                ? ExchangeContexts.Of(_info, options).Outbound
                : ExchangeContexts.OfTunnel(_info, options);
            _pipeline.Report(context, _cause);
        }
        catch (Exception exception)
        {
            _pipeline.ReportFault(exception);
        }
        finally
        {
            _pipeline.Budget.Give(HeldBytes);
        }
    }
}
