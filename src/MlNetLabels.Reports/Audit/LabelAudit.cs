using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Audit;

/// <summary>
/// Searches a dataset for labels that may be wrong: its classes, or each label as present against
/// absent. Heads that never saw an image say what it shows, <see cref="LabelNoise"/> how probably its label is wrong;
/// then both once more, with heads that do not train on what was found.
/// </summary>
internal static class LabelAudit
{
    /// <summary>Images audited at most: ten fits cost as much as training ten times.</summary>
    public const int MaxImages = 20_000;

    /// <summary>Fewest images that have, and do not have, a label.</summary>
    public const int MinPerState = 10;

    /// <summary>Fewest images of a class: of fewer, hard images look like wrong ones.</summary>
    public const int MinPerClass = 20;

    /// <summary>Fewest images of label sets: of fewer, heads that cannot tell a label call many of its images wrong.</summary>
    public const int MinOfSets = 200;

    /// <summary>Above it a label is more probably wrong than right.</summary>
    public const double Wrong = 0.5;

    // Worth a look.
    private const double Doubtful = 0.2;

    // Which labels are doubtful is decided by probabilities that differ by far more.
    private const double Rough = 1e-4;

    private const double UsualL2 = 0.01;

    private const int MostNamed = 3;

    /// <summary>What was not searched, and what it takes; null where all was.</summary>
    public static string? NotSearched(ImageDataset dataset, LabelAuditResult? found)
    {
        if (found is null)
            return "Label errors were not searched: that takes at most "
                + $"{MaxImages} images, and {MinPerClass} of each class, or of label sets {MinOfSets} in all and {MinPerState} with and "
                + "without a label, of two groups or more where images come in groups.";
        var notes = new List<string>();
        if (found.NotSearched.Count > 0)
            notes.Add(
                $"Label errors were not searched among images of {Names(found.NotSearched)} that are of one group: heads that did "
                    + "not train on it do not know the class. Add images of other groups, at least two groups a class."
            );
        if (found.TooFew.Count > 0)
            notes.Add(
                $"Errors of {Names(found.TooFew)} were not searched: that takes {MinPerState} images with and without a label."
            );
        return notes.Count == 0 ? null : string.Join(' ', notes);

        string Names(IReadOnlyList<int> all)
        {
            string[] first = [.. all.Take(MostNamed).Select(k => $"'{dataset.LabelNames[k]}'")];
            return all.Count > MostNamed
                ? $"{string.Join(", ", first)} and {all.Count - MostNamed} more"
                : Counted.And(first);
        }
    }

    /// <summary>The same with heads of a model's penalty; null for the usual one.</summary>
    public static LabelAuditResult? Find(
        EmbeddedDataset data,
        double? l2,
        int seed,
        CancellationToken cancellationToken = default
    ) =>
        Find(
            data,
            new HeadOptions
            {
                L2 = l2 ?? UsualL2,
                Seed = seed,
                Tolerance = Rough,
            },
            cancellationToken
        );

    /// <summary>What a label is or should be: the class, or "present" or "absent".</summary>
    /// <param name="dataset">The images.</param>
    /// <param name="label">Column of the label; -1 for classes.</param>
    /// <param name="value">The class, or 1 for present and 0 for absent.</param>
    public static string NameOf(ImageDataset dataset, int label, int value) =>
        label < 0 ? dataset.LabelNames[value]
        : value == 1 ? "present"
        : "absent";

    /// <summary>Suspected labels, the most probably wrong first; column k of the dataset's names, -1 for classes.</summary>
    /// <param name="data">All in-domain images.</param>
    /// <param name="options">How heads are trained; lambda must be given.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where no class or label has images, or groups, enough, or there are too many images.</returns>
    public static LabelAuditResult? Find(
        EmbeddedDataset data,
        HeadOptions options,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Dataset.Rows.Count > MaxImages)
            return null;
        return data.Dataset.Kind == TargetKind.Classes
            ? Classes(data, options, cancellationToken)
            : Labels(data, options, cancellationToken);
    }

    private static LabelAuditResult? Classes(
        EmbeddedDataset data,
        HeadOptions options,
        CancellationToken cancellationToken
    )
    {
        var dataset = data.Dataset;
        int[] rows = [.. Enumerable.Range(0, dataset.Rows.Count).Where(i => !dataset.IsNegative(i))];
        int[] classes = dataset.Classes(rows);
        var counts = classes.CountBy(c => c).ToDictionary();
        if (counts.Count < 2 || counts.Values.Min() < MinPerClass)
            return null;
        var heads = Heads(data, rows, null, options);
        return Twice(
            classes,
            doubted => heads.OfClasses(classes, dataset.LabelNames, doubted, cancellationToken),
            isEachOwn: false,
            i => (-1, rows[i]),
            i => classes[i]
        );
    }

    private static LabelAuditResult? Labels(
        EmbeddedDataset data,
        HeadOptions options,
        CancellationToken cancellationToken
    )
    {
        int[] rows = [.. Enumerable.Range(0, data.Dataset.Rows.Count)];
        if (rows.Length < MinOfSets)
            return null;
        var all = data.Dataset.Truth(rows);
        int[] learned =
        [
            .. Enumerable
                .Range(0, all.Labels)
                .Where(k => Math.Min(all.Count(k, LabelState.Present), all.Count(k, LabelState.Absent)) >= MinPerState),
        ];
        if (learned.Length == 0)
            return null;
        var truth = all.SelectLabels(learned);
        string[] names = [.. learned.Select(k => data.Dataset.LabelNames[k])];
        var heads = Heads(data, rows, learned, options);
        // One label is two classes: absent (0) and present (1).
        int[] known =
        [
            .. Enumerable
                .Range(0, truth.Rows * truth.Labels)
                .Where(c => truth[c / truth.Labels, c % truth.Labels] != LabelState.Unknown),
        ];
        var found = Twice(
            Array.ConvertAll(known, c => truth[c / truth.Labels, c % truth.Labels] == LabelState.Present ? 1 : 0),
            doubted =>
            {
                var cells = new bool[truth.Rows * truth.Labels];
                for (int i = 0; i < known.Length; i++)
                    cells[known[i]] = doubted[i];
                var logits = heads.OfLabels(truth, names, cells, cancellationToken);
                var pairs = new Matrix(known.Length, 2);
                for (int i = 0; i < known.Length; i++)
                    pairs[i, 1] = logits[known[i] / truth.Labels, known[i] % truth.Labels];
                return pairs;
            },
            isEachOwn: true,
            i => (learned[known[i] % truth.Labels], known[i] / truth.Labels),
            i => learned[known[i] % truth.Labels]
        );
        return found is null ? null : found with { TooFew = [.. Enumerable.Range(0, all.Labels).Except(learned)] };
    }

    private static HeldOutLogits Heads(EmbeddedDataset data, int[] rows, int[]? labels, HeadOptions options)
    {
        var alwaysKnown = RowGroups.OnlyOfLabel(data.Dataset, data.Contents, rows, labels);
        int[] groups = RowGroups.Assign(data.Dataset, data.Contents, rows, alwaysKnown);
        return new(data.Embeddings, rows, groups, options);
    }

    private static LabelAuditResult? Twice(
        int[] given,
        Func<bool[], Matrix> logits,
        bool isEachOwn,
        Func<int, (int Label, int Row)> place,
        Func<int, int> name
    )
    {
        var doubted = new bool[given.Length];
        var first = logits(doubted);
        // Doubts change what heads train on, but not whose class or label they know.
        var isJudged = Enumerable.Range(0, given.Length).ToLookup(i => !float.IsNaN(first[i, first.Columns - 1]));
        int[] judged = [.. isJudged[true]];
        if (judged.Length == 0)
            return null;
        foreach (var (i, suspect) in Judge(first, given, judged, isEachOwn).Suspects)
            doubted[i] = suspect.ProbabilityOfWrong > Wrong;
        var (suspects, share) = Judge(logits(doubted), given, judged, isEachOwn);
        return new LabelAuditResult(
            share,
            [
                .. isJudged[false]
                    .Select(i => (name(i), given[i]))
                    .Except(judged.Select(i => (name(i), given[i])))
                    .Select(x => x.Item1)
                    .Distinct()
                    .Order(),
            ],
            [
                .. suspects.Select(s =>
                {
                    var (label, row) = place(s.Place);
                    return (label, s.Suspect with { Row = row });
                }),
            ]
        );
    }

    private static (IReadOnlyList<(int Place, SuspectedLabel Suspect)> Suspects, double Share) Judge(
        Matrix logits,
        int[] given,
        int[] judged,
        bool isEachOwn
    )
    {
        var noise = LabelNoise.Fit(logits.Select(judged), Array.ConvertAll(judged, i => given[i]), isEachOwn);
        var suspects = new List<(int Place, SuspectedLabel Suspect)>();
        double sum = 0;
        foreach (int i in judged)
        {
            double[] p = noise.Probabilities(logits.Row(i));
            double wrong = noise.Wrong(given[i], p[given[i]]);
            sum += wrong;
            if (wrong < Doubtful)
                continue;
            int other = Enumerable.Range(0, p.Length).Where(k => k != given[i]).MaxBy(k => p[k]);
            suspects.Add((i, new SuspectedLabel(i, given[i], other, wrong, p[given[i]], p[other])));
        }
        return (
            [.. suspects.OrderByDescending(s => s.Suspect.ProbabilityOfWrong).ThenBy(s => s.Place)],
            sum / judged.Length
        );
    }
}

/// <summary>What the audit of labels found.</summary>
/// <param name="Share">Share of labels that are wrong, as estimated from all that were searched.</param>
/// <param name="NotSearched">
/// Classes or labels, as columns of the dataset's names, of which no image could be held out from heads that know them.
/// </param>
/// <param name="Suspects">Those worth a look, the most probably wrong first.</param>
internal sealed record LabelAuditResult(
    double Share,
    IReadOnlyList<int> NotSearched,
    IReadOnlyList<(int Label, SuspectedLabel Suspect)> Suspects
)
{
    /// <summary>Labels, as columns, that too few images have, or have not.</summary>
    public IReadOnlyList<int> TooFew { get; init; } = [];

    /// <summary>Those more probably wrong than right.</summary>
    public IEnumerable<(int Label, SuspectedLabel Suspect)> ProbablyWrong =>
        Suspects.TakeWhile(x => x.Suspect.ProbabilityOfWrong > LabelAudit.Wrong);
}
