using MlNetLabels.Numerics;

namespace MlNetLabels.Audit;

/// <summary>
/// Labels that are probably wrong. An image given class i counts as class j where its probability of j is at least the
/// mean probability of j among the images given j, the largest such j if there are several; where that j is not i, its
/// label is suspected. Probabilities must come from heads that did not train on the image. Source: Northcutt, Jiang and
/// Chuang, "Confident Learning", JAIR 70 (2021).
/// </summary>
internal static class ConfidentLearning
{
    /// <summary>
    /// The suspected rows, the least normalised margin (probability of the given class minus that of the suggested one)
    /// first.
    /// </summary>
    /// <param name="probabilities">rows x classes.</param>
    /// <param name="given">The class that the data gives each row.</param>
    public static IReadOnlyList<SuspectedLabel> Find(Matrix probabilities, ReadOnlySpan<int> given)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentOutOfRangeException.ThrowIfNotEqual(given.Length, probabilities.Rows);
        double[] thresholds = Thresholds(probabilities, given);
        var suspects = new List<SuspectedLabel>();
        for (int i = 0; i < given.Length; i++)
        {
            var p = probabilities.Row(i);
            int best = -1;
            for (int k = 0; k < p.Length; k++)
                if (p[k] >= thresholds[k] && (best < 0 || p[k] > p[best]))
                    best = k;
            if (best >= 0 && best != given[i])
                suspects.Add(new(i, given[i], best, p[given[i]], p[best]));
        }
        return [.. suspects.OrderBy(s => s.ProbabilityOfGiven - s.ProbabilityOfSuggested).ThenBy(s => s.Row)];
    }

    // A class that no row is given can be suggested to none.
    private static double[] Thresholds(Matrix probabilities, ReadOnlySpan<int> given)
    {
        var sums = new double[probabilities.Columns];
        var counts = new int[probabilities.Columns];
        for (int i = 0; i < given.Length; i++)
        {
            sums[given[i]] += probabilities[i, given[i]];
            counts[given[i]]++;
        }
        return [.. sums.Select((sum, k) => counts[k] == 0 ? double.PositiveInfinity : sum / counts[k])];
    }
}

/// <summary>One suspected label.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Given">The class that the data gives.</param>
/// <param name="Suggested">The class that the heads give instead.</param>
/// <param name="ProbabilityOfGiven">Probability of the given class.</param>
/// <param name="ProbabilityOfSuggested">Probability of the suggested class.</param>
internal readonly record struct SuspectedLabel(
    int Row,
    int Given,
    int Suggested,
    double ProbabilityOfGiven,
    double ProbabilityOfSuggested
);
