using MlNetLabels.Data;
using MlNetLabels.Heads;

namespace MlNetLabels.Models;

/// <summary>Fits the heads that a dataset has images enough for, on its training rows.</summary>
/// <param name="options">How heads are trained.</param>
/// <param name="trainer">What fits them.</param>
/// <param name="folds">The fold of each training row in cross-fitting; null where there is none.</param>
/// <param name="neverHeld">Rows that are not held out to choose lambda, either.</param>
internal sealed class HeadFitting(
    HeadOptions options,
    IHeadTrainer trainer,
    int[]? folds = null,
    IReadOnlySet<int>? neverHeld = null
)
{
    // In folds every image calibrates too, so that fewer are of use: one to learn from while another is held out.
    private const int CrossMinPerLabel = 2;

    // Of more rare classes than this a warning names one.
    private const int MostNamed = 3;

    private int MinPerLabel => folds is null ? ModelTrainer.MinPerLabel : CrossMinPerLabel;

    /// <param name="data">All embedded images.</param>
    /// <param name="train">The training rows.</param>
    /// <param name="features">The same rows, standardised.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidInputException">There are too few images for any head.</exception>
    public TrainedHeads Fit(
        EmbeddedDataset data,
        int[] train,
        FeatureRows features,
        CancellationToken cancellationToken
    )
    {
        var softmax = FitSoftmax(data, features, train, cancellationToken);
        var (labels, learned, leftOut) = FitLabels(data, features, train, cancellationToken);
        if (softmax is null && labels is null)
            throw NoHead(data, train, leftOut);
        var without = labels is null
            ? null
            : FitWithoutNegatives(data, features, train, labels, learned, cancellationToken);
        return new TrainedHeads(softmax, labels, learned, leftOut, without);
    }

    /// <summary>The same heads on fewer rows: of the same labels, with the same lambda.</summary>
    public TrainedHeads FitAgain(
        EmbeddedDataset data,
        int[] rows,
        FeatureRows features,
        TrainedHeads like,
        CancellationToken cancellationToken
    )
    {
        HeadFit? softmax = null,
            labels = null;
        if (like.Softmax is { } s)
        {
            int[] positions = data.LabelledPositions(rows);
            softmax = trainer.FitSoftmax(
                options with
                {
                    L2 = s.L2,
                    Start = From(s.L2, s.Layer),
                },
                features.Select(positions),
                data.Dataset.Classes(rows.At(positions)),
                data.Dataset.LabelNames,
                null,
                cancellationToken
            );
        }
        if (like.Labels is { } l)
            labels = trainer.FitLabels(
                HeadsOf(like.Learned) with
                {
                    L2 = l.L2,
                    Start = l.Layer.Outputs == like.Learned.Length ? From(l.L2, l.Layer) : null,
                },
                features,
                data.Dataset.Truth(rows).SelectLabels(like.Learned),
                [.. like.Learned.Select(k => data.Dataset.LabelNames[k])],
                null,
                cancellationToken
            );
        var without = like.WithoutNegatives is null
            ? null
            : FitWithoutNegatives(data, features, rows, like.Labels!, like.Learned, cancellationToken);
        return new TrainedHeads(softmax, labels, like.Learned, like.LeftOut, without);
    }

    // With hardly a penalty many heads are as good on the rows that are kept, and one that was fitted on the held rows, too,
    // would stay what it is: they would not be held out.
    private static LinearLayer? From(double l2, LinearLayer all) => l2 < LambdaPath.Weakest ? null : all;

    // With one class there is nothing to tell apart: the head is left out.
    private HeadFit? FitSoftmax(
        EmbeddedDataset data,
        FeatureRows features,
        int[] train,
        CancellationToken cancellationToken
    )
    {
        if (data.Dataset.Kind != TargetKind.Classes || !trainer.HasSoftmax)
            return null;
        int[] positions = data.LabelledPositions(train),
            rows = train.At(positions),
            classes = data.Dataset.Classes(rows);
        if (classes.Distinct().Count() < 2)
            return null;
        var fit = trainer.FitSoftmax(
            options,
            features.Select(positions),
            classes,
            data.Dataset.LabelNames,
            RowGroups.Assign(data.Dataset, data.Contents, rows, neverHeld),
            cancellationToken
        );
        return fit with { Warnings = [.. fit.Warnings, .. RareClasses(data.Dataset.LabelNames, classes)] };
    }

    private static IEnumerable<string> RareClasses(IReadOnlyList<string> names, int[] classes)
    {
        var counts = classes.CountBy(c => c).ToDictionary();
        for (int k = 0; k < names.Count; k++)
            if (!counts.ContainsKey(k))
                yield return $"No training image is of class '{names[k]}': the softmax head will not give it.";
        (string Name, int Count)[] rare =
        [
            .. names
                .Select((name, k) => (name, counts.GetValueOrDefault(k)))
                .Where(x => x.Item2 is > 0 and < ModelTrainer.MinPerLabel),
        ];
        if (rare.Length > MostNamed)
            yield return $"{rare.Length} of {names.Count} classes have fewer than {ModelTrainer.MinPerLabel} training images, "
                + $"such as '{rare[0].Name}' with {rare[0].Count}: their probabilities say little.";
        else
            foreach (var (name, count) in rare)
                yield return $"Class '{name}' has {count} training images, fewer than {ModelTrainer.MinPerLabel}: "
                    + "its probabilities say little.";
    }

    private (HeadFit? Fit, int[] Learned, LeftOutLabel[] LeftOut) FitLabels(
        EmbeddedDataset data,
        FeatureRows features,
        int[] train,
        CancellationToken cancellationToken
    )
    {
        if (!trainer.HasLabels)
            return (
                null,
                [],
                [
                    .. data.Dataset.LabelNames.Select(name => new LeftOutLabel(
                        name,
                        $"{trainer.Engine} has no label heads"
                    )),
                ]
            );
        var truth = data.Dataset.Truth(train);
        var learned = new List<int>();
        var leftOut = new List<LeftOutLabel>();
        for (int k = 0; k < truth.Labels; k++)
        {
            int present = truth.Count(k, LabelState.Present),
                absent = truth.Count(k, LabelState.Absent);
            if (
                Math.Min(present, absent) >= MinPerLabel
                && !(folds is not null && TrainedHeads.IsTorn(truth, k, folds))
            )
                learned.Add(k);
            else if (Math.Min(present, absent) >= MinPerLabel)
                leftOut.Add(
                    new LeftOutLabel(
                        data.Dataset.LabelNames[k],
                        data.Dataset.Rows.Any(row => row.Group is not null)
                            ? "all images that have it, or all that are known not to, are of one group: without it nothing "
                                + "is left to learn from"
                            : $"too few images have it, or are known not to, to hold some out in turn; at least {MinPerLabel} "
                                + "different ones of each are needed"
                    )
                );
            else
                leftOut.Add(
                    new LeftOutLabel(
                        data.Dataset.LabelNames[k],
                        $"of the training images {present} {(present == 1 ? "has" : "have")} it and {absent} "
                            + $"{(absent == 1 ? "is" : "are")} known not to; at least "
                            + $"{MinPerLabel} of each are needed"
                    )
                );
        }
        if (learned.Count == 0)
            return (null, [], [.. leftOut]);
        int[] columns = [.. learned];
        var fit = trainer.FitLabels(
            HeadsOf(columns),
            features,
            truth.SelectLabels(columns),
            [.. columns.Select(k => data.Dataset.LabelNames[k])],
            RowGroups.Assign(data.Dataset, data.Contents, train, neverHeld),
            cancellationToken
        );
        return (
            fit with
            {
                Warnings = [.. fit.Warnings, .. RareLabels(data.Dataset.LabelNames, columns, truth)],
            },
            columns,
            [.. leftOut]
        );
    }

    private static IEnumerable<string> RareLabels(IReadOnlyList<string> names, int[] columns, LabelMatrix truth)
    {
        (string Name, int Least)[] rare =
        [
            .. columns
                .Select(k =>
                    (names[k], Math.Min(truth.Count(k, LabelState.Present), truth.Count(k, LabelState.Absent)))
                )
                .Where(x => x.Item2 < ModelTrainer.MinPerLabel),
        ];
        if (rare.Length > 0)
            yield return $"{rare.Length} of {columns.Length} labels have fewer than {ModelTrainer.MinPerLabel} training "
                + $"images that have them or do not, such as '{rare[0].Name}' with {rare[0].Least}: their probabilities "
                + "say little.";
    }

    private HeadOptions HeadsOf(int[] learned) =>
        options with
        {
            PositiveWeights = options.PositiveWeights is { } given ? [.. learned.Select(k => given[k])] : null,
        };

    // With the same lambda and standardisation, so that nothing but the negatives differs.
    private HeadFit? FitWithoutNegatives(
        EmbeddedDataset data,
        FeatureRows features,
        int[] train,
        HeadFit labels,
        int[] learned,
        CancellationToken cancellationToken
    )
    {
        int[] positions = data.LabelledPositions(train),
            rows = train.At(positions);
        if (rows.Length == train.Length || !trainer.LearnsFromRows)
            return null;
        var truth = data.Dataset.Truth(rows).SelectLabels(learned);
        if (
            Enumerable
                .Range(0, learned.Length)
                .Any(k => truth.Count(k, LabelState.Present) == 0 || truth.Count(k, LabelState.Absent) == 0)
        )
            return null;
        return trainer.FitLabels(
            HeadsOf(learned) with
            {
                L2 = labels.L2,
            },
            features.Select(positions),
            truth,
            [.. learned.Select(k => data.Dataset.LabelNames[k])],
            RowGroups.Assign(data.Dataset, data.Contents, rows, neverHeld),
            cancellationToken
        );
    }

    private static InvalidInputException NoHead(EmbeddedDataset data, int[] train, LeftOutLabel[] leftOut) =>
        new(
            data.Dataset.Source,
            null,
            data.Dataset.Kind == TargetKind.Classes
            && data.Dataset.Classes(train.At(data.LabelledPositions(train))).Distinct().ToArray() is [var only]
                ? $"training needs images of at least two classes, but all training images are of the class "
                    + $"'{data.Dataset.LabelNames[only]}'. Add images of another class, or known negatives."
                : "no head can be trained. " + LeftOutReasons.Of(leftOut)
        );
}
