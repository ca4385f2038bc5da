using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Building;

/// <summary>
/// What chance alone makes of the calibration error: hits are drawn anew from the probabilities themselves, as a
/// perfectly calibrated model would have them, with the same number of images. Consistency resampling: Broecker and
/// Smith, "Increasing the reliability of reliability diagrams", Weather and Forecasting, 2007; here the probabilities
/// stay, so that the band is about these images.
/// </summary>
internal static class CalibrationNoise
{
    private const int MostDraws = 1000,
        FewestDraws = 200,
        Bins = CalibrationError.Bins;

    // Draws of single hits in all; a bin whose sum varies by more than this is drawn as normal, which then it nearly is.
    private const double MostHits = 3e7,
        NormalVariance = 25;

    /// <summary>Draws, and holds the error that was found against them.</summary>
    /// <param name="confidences">The probability of what is judged.</param>
    /// <param name="hits">Whether it was right.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="shown">The bins that each band is about; null for one a bin.</param>
    /// <returns>Null without rows.</returns>
    public static CalibrationNoiseReport? Simulate(
        ReadOnlySpan<double> confidences,
        ReadOnlySpan<bool> hits,
        int seed = 1,
        IReadOnlyList<Range>? shown = null
    )
    {
        if (CalibrationError.Expected(confidences, hits) is not { } found)
            return null;
        var bins = new List<double>[Bins];
        for (int b = 0; b < Bins; b++)
            bins[b] = [];
        foreach (double c in confidences)
            bins[Math.Min((int)(Bins * c), Bins - 1)].Add(c);
        int draws = (int)Math.Clamp(MostHits / confidences.Length, FewestDraws, MostDraws);
        var random = new Random(seed);
        var errors = new double[draws];
        var rights = new double[Bins][];
        for (int b = 0; b < Bins; b++)
        {
            double stated = bins[b].Sum();
            rights[b] = Rights([.. bins[b]], draws, random);
            for (int draw = 0; draw < draws; draw++)
                errors[draw] += Math.Abs(stated - rights[b][draw]) / confidences.Length;
        }
        var bands = (shown ?? [.. Enumerable.Range(0, Bins).Select(b => b..(b + 1))])
            .Select(part => Band([.. rights.Take(part)], bins.Take(part).Sum(b => b.Count)))
            .ToArray();
        int asLarge = errors.Count(e => e >= found);
        Array.Sort(errors);
        return new CalibrationNoiseReport
        {
            Mean = errors.Average(),
            Upper = Quantile(errors, 0.95),
            PValue = (1.0 + asLarge) / (draws + 1),
            DebiasedRms = DebiasedRms(CalibrationError.Reliability(confidences, hits)),
            BandLow = [.. bands.Select(b => b.Low)],
            BandHigh = [.. bands.Select(b => b.High)],
        };
    }

    /// <summary>
    /// Root of the mean squared gap between stated and observed, less what its sampling adds: per bin
    /// o (1 - o) / (n - 1) for the observed share o of n. Kumar, Liang and Ma, "Verified uncertainty calibration",
    /// NeurIPS 2019. 0 where nothing is left; bins of one prediction say nothing of their noise and are left out; null
    /// without any other.
    /// </summary>
    public static double? DebiasedRms(IReadOnlyList<ReliabilityBin> bins)
    {
        double sum = 0;
        long count = 0;
        foreach (var bin in bins)
        {
            if (bin is not { Count: > 1, MeanConfidence: { } stated, HitRate: { } observed })
                continue;
            count += bin.Count;
            sum += bin.Count * (Math.Pow(stated - observed, 2) - observed * (1 - observed) / (bin.Count - 1));
        }
        return count == 0 ? null : Math.Sqrt(Math.Max(0, sum / count));
    }

    // Where the share that is right lies in 95 of 100 draws.
    private static (double? Low, double? High) Band(double[][] rights, int count)
    {
        if (count == 0)
            return (null, null);
        double[] sums = [.. Enumerable.Range(0, rights[0].Length).Select(draw => rights.Sum(bin => bin[draw]))];
        Array.Sort(sums);
        return (Quantile(sums, 0.025) / count, Quantile(sums, 0.975) / count);
    }

    private static double[] Rights(double[] probabilities, int draws, Random random)
    {
        var rights = new double[draws];
        double mean = probabilities.Sum(),
            variance = probabilities.Sum(p => p * (1 - p));
        for (int draw = 0; draw < draws; draw++)
        {
            if (variance > NormalVariance)
            {
                rights[draw] = Math.Clamp(
                    Math.Round(mean + Math.Sqrt(variance) * Normal(random)),
                    0,
                    probabilities.Length
                );
                continue;
            }
            foreach (double p in probabilities)
                if (random.NextDouble() < p)
                    rights[draw]++;
        }
        return rights;
    }

    // Box and Muller.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Quantile(double[] ascending, double share) =>
        ascending[Math.Clamp((int)Math.Ceiling(share * ascending.Length) - 1, 0, ascending.Length - 1)];
}
