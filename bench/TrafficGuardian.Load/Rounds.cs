using TrafficGuardian.Load.Contenders;

namespace TrafficGuardian.Load;

/// <summary>
/// All contenders in turn, round after round, so that a machine that slows down slows all of them, and what is compared
/// is compared within a round.
/// </summary>
internal static class Rounds
{
    public static IReadOnlyDictionary<Contender, List<TSample>> Run<TSample>(
        IReadOnlyList<Contender> contenders, int rounds, Func<Contender, TSample> round)
    {
        var samples = contenders.ToDictionary(c => c, _ => new List<TSample>());
        foreach (Contender contender in contenders)
        {
            Console.Error.WriteLine($"compare: warming up, {contender.Name}");
            round(contender);
        }

        for (int number = 1; number <= rounds; number++)
        {
            foreach (Contender contender in contenders)
            {
                Console.Error.WriteLine($"compare: round {number} of {rounds}, {contender.Name}");
                samples[contender].Add(round(contender));
            }
        }

        Thread.Sleep(1000);
        return samples;
    }

    /// <summary>What the contenders say of themselves.</summary>
    public static void WriteNotes(IEnumerable<Contender> contenders)
    {
        foreach (Contender contender in contenders)
        {
            if (contender.Note() is { } note)
            {
                Console.WriteLine($"\n{contender.Name}: {note}");
            }
        }
    }
}
