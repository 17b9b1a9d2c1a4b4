using TrafficGuardian.Detection.Findings;
using TrafficGuardian.Detection.Judging;
using TrafficGuardian.Detection.Matching;
using TrafficGuardian.Detection.Sequences;

namespace TrafficGuardian.Detection.Scanning;

/// <summary>Knows the paths of secrets by the rules that find them in what an agent sends.</summary>
internal sealed class SecretPaths : ISecretPaths
{
    private readonly List<Detected> _found = [];
    private readonly ScanSession _session;
    private readonly ViewStream _view;

    public SecretPaths(Detector detector)
    {
        _session = new ScanSession(detector, new DirectionRules(detector.Paths, new RuleSet([])), _found) { TellsAll = true };
        _view = new ViewStream(_session, detector.Paths, ViewKind.Text, depth: 0);
    }

    public void Begin(MessageContext context, DateTimeOffset now) => _session.Begin(context with { Direction = Direction.Outbound }, now);

    public SecretGrade GradeOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return SecretGrade.None;
        _found.Clear();
        _session.Begin(_session.Context, _session.Now);
        _session.Enter(PlaceKind.Body, default, text.Length);
        _view.Begin(startsInside: false);
        _view.End(text);
        var grade = SecretGrade.None;
        foreach (var detected in _found)
        {
            var isEveryday = detected.Finding.Severity == Severity.Low || detected.Finding.Pattern == "dotenv_path"
                || (detected.Finding.Pattern == "sensitive_unix_path" && text.IndexOf("shadow"u8) < 0 && text.IndexOf("sudoers"u8) < 0
                    && detected.Rule is "accounts" or "histories" or "crontabs" or "process");
            grade = isEveryday && grade == SecretGrade.None ? SecretGrade.Everyday : isEveryday ? grade : SecretGrade.Credential;
        }

        return grade;
    }
}
