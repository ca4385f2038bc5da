namespace MlNetLabels.Benchmarks.Images;

/// <summary>Two engines' passes, taken in turns so that a busy machine disturbs both alike.</summary>
/// <param name="Ours">Medians of our passes.</param>
/// <param name="Theirs">Medians of theirs.</param>
/// <param name="Speed">Their seconds over ours: median, least and most of the rounds.</param>
/// <param name="Work">Their processor time over ours, the same.</param>
internal sealed record StepsTurns(EngineRun Ours, EngineRun Theirs, Spread Speed, Spread Work)
{
    public static StepsTurns Run(StepsProcess ours, StepsProcess theirs, int images, int rounds)
    {
        // The first passes compile what is measured.
        ours.Pass();
        theirs.Pass();
        var pairs = new List<(StepsAnswer Ours, StepsAnswer Theirs)>();
        for (int i = 0; i < rounds; i++)
        {
            // Each goes first in every other round.
            var before = i % 2 == 0 ? ours.Pass() : null;
            var between = theirs.Pass();
            pairs.Add((before ?? ours.Pass(), between));
        }
        return new StepsTurns(
            EngineRun.Of(ours.Start, [.. pairs.Select(p => p.Ours)], images),
            EngineRun.Of(theirs.Start, [.. pairs.Select(p => p.Theirs)], images),
            Spread.Of(pairs.Select(p => p.Theirs.Seconds / p.Ours.Seconds)),
            Spread.Of(pairs.Select(p => p.Theirs.Processor / p.Ours.Processor))
        );
    }
}

/// <summary>One engine's passes.</summary>
/// <param name="Rate">Images a second.</param>
/// <param name="Processor">Seconds of processor time an image.</param>
/// <param name="PeakBytes">Most memory of the process.</param>
/// <param name="Start">From nothing to the first embedding.</param>
internal sealed record EngineRun(double Rate, double Processor, long PeakBytes, StepsAnswer Start)
{
    public static EngineRun Of(StepsAnswer start, StepsAnswer[] passes, int images) =>
        new(
            images / Spread.Of(passes.Select(p => p.Seconds)).Median,
            Spread.Of(passes.Select(p => p.Processor)).Median / images,
            passes.Max(p => p.PeakBytes),
            start
        );
}

/// <summary>Median, least and most of some values.</summary>
internal sealed record Spread(double Median, double Least, double Most)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}
