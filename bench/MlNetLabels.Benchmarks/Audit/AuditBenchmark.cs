using MlNetLabels.Audit;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.Benchmarks.Audit;

/// <summary>
/// Whether what the audit lists is wrong. The protocol: each seed gives a share of a set's images another class, any of
/// the others alike (of label sets, a share of all labels the other state); lambda is chosen on what is so given, as
/// training would; the audit sees nothing else. Every label that was not planted counts as right, so that what the set
/// itself has wrong counts against the audit. The first are those listed as at least <see cref="Sure"/> probable.
/// </summary>
internal static class AuditBenchmark
{
    public const double Sure = 0.7;

    /// <summary>What one seed gave.</summary>
    /// <param name="Planted">Labels made wrong.</param>
    /// <param name="Listed">Labels that the audit calls probably wrong.</param>
    /// <param name="Hits">Of these, planted ones.</param>
    /// <param name="First">Labels that it lists first.</param>
    /// <param name="FirstHits">Of these, planted ones.</param>
    /// <param name="Expected">Wrong ones among the listed by their probabilities.</param>
    internal sealed record Figure(int Planted, int Listed, int Hits, int First, int FirstHits, double Expected);

    /// <param name="data">The set.</param>
    /// <param name="images">How many of its images are drawn; null for all.</param>
    /// <param name="share">Share of labels to make wrong.</param>
    /// <param name="seed">Of both.</param>
    public static Figure Measure(EmbeddedDataset data, int? images, double share, int seed)
    {
        var random = new Random(seed);
        if (images is { } count)
        {
            int[] drawn = [.. Enumerable.Range(0, data.Dataset.Rows.Count)];
            random.Shuffle(drawn);
            data = data.Select([.. drawn.Take(count).Order()]);
        }
        var (given, planted) = Plant(data, share, random);
        int[] rows = [.. Enumerable.Range(0, given.Dataset.Rows.Count)];
        var options = new HeadOptions { Seed = seed, Tolerance = 1e-4 };
        (int Label, SuspectedLabel Suspect)[] found =
        [
            .. LabelAudit.Find(given, options with { L2 = Lambda(given, rows, options) })?.ProbablyWrong ?? [],
        ];
        var first = found.Where(x => x.Suspect.ProbabilityOfWrong >= Sure).ToArray();
        bool IsPlanted((int Label, SuspectedLabel Suspect) x) => planted.Contains((x.Suspect.Row, x.Label));
        return new Figure(
            planted.Count,
            found.Length,
            found.Count(IsPlanted),
            first.Length,
            first.Count(IsPlanted),
            found.Sum(x => x.Suspect.ProbabilityOfWrong)
        );
    }

    private static double Lambda(EmbeddedDataset data, int[] rows, HeadOptions options)
    {
        var fitted = new HeadFitting(options, ModelTrainer.BuiltInHeads, CrossFold.Assign(data, rows, options)).Fit(
            data,
            rows,
            FeatureRows.Fit(data.Embeddings, rows),
            default
        );
        return (fitted.Softmax ?? fitted.Labels)!.L2;
    }

    private static (EmbeddedDataset, HashSet<(int Row, int Label)>) Plant(
        EmbeddedDataset data,
        double share,
        Random random
    )
    {
        var planted = new HashSet<(int Row, int Label)>();
        bool isSets = data.Dataset.Kind == TargetKind.LabelSets;
        LabelState[][] states = [.. data.Dataset.Rows.Select(row => row.Labels.ToArray())];
        (int Row, int Label)[] places =
        [
            .. states.Index().SelectMany(r => isSets ? r.Item.Select((_, k) => (r.Index, k)) : [(r.Index, -1)]),
        ];
        random.Shuffle(places);
        foreach (var (row, label) in places.Take((int)Math.Round(share * places.Length)))
        {
            if (isSets ? Turn(states[row], label) : Swap(states[row], random))
                planted.Add((row, label));
        }
        var dataset = data.Dataset with
        {
            Rows = [.. data.Dataset.Rows.Select((row, i) => row with { Labels = states[i] })],
        };
        return (data with { Dataset = dataset }, planted);
    }

    private static bool Turn(LabelState[] states, int label)
    {
        if (states[label] == LabelState.Unknown)
            return false;
        states[label] = states[label] == LabelState.Present ? LabelState.Absent : LabelState.Present;
        return true;
    }

    private static bool Swap(LabelState[] states, Random random)
    {
        int old = Array.IndexOf(states, LabelState.Present);
        (states[old], states[(old + 1 + random.Next(states.Length - 1)) % states.Length]) = (
            LabelState.Absent,
            LabelState.Present
        );
        return true;
    }
}
