using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Comparing;

/// <summary>
/// Puts two runs beside each other on the test images that both reports hold, paired: both are judged on the same
/// resamples of the same images, so that an image that is hard for both does not count as a difference.
/// </summary>
internal static class ContentComparer
{
    // More than the evaluators' own, since Holm multiplies the smallest p-value by the number of figures.
    private const int Resamples = 4000,
        MostNamed = 10;

    /// <summary>Compares.</summary>
    /// <param name="nameA">What the first report is called.</param>
    /// <param name="a">The first report.</param>
    /// <param name="nameB">What the second report is called.</param>
    /// <param name="b">The second report.</param>
    /// <param name="bootstrap">Seed and threads of the resampling.</param>
    /// <param name="decisions">What else both were asked of the same images.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidInputException">
    /// A report holds no results per image, or they share no head or no image.
    /// </exception>
    public static ComparisonReport Compare(
        string nameA,
        ReportContent a,
        string nameB,
        ReportContent b,
        BootstrapOptions bootstrap,
        IReadOnlyList<PairedDecisions> decisions,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (resultsA, resultsB) = (Results(a, nameA), Results(b, nameB));
        var warnings = new List<string>();
        var heads = new List<HeadComparison>();
        var unlike = new List<(string Head, string Names)>();
        var shared = 0;
        bootstrap = bootstrap with { Resamples = Resamples };
        foreach (
            var (head, ofA, ofB) in new[]
            {
                (HeadNames.Softmax, resultsA.Softmax, resultsB.Softmax),
                (HeadNames.Labels, resultsA.Labels, resultsB.Labels),
            }
        )
        {
            if (ofA is null && ofB is null)
                continue;
            if (ofA is null || ofB is null)
            {
                warnings.Add(
                    $"Only {(ofA is null ? nameB : nameA)} has the {HeadNames.InWords(head)}, so there is nothing to compare."
                );
                continue;
            }
            if (!ofA.Names.ToHashSet().SetEquals(ofB.Names))
            {
                var names = ofA.Names.Except(ofB.Names).Concat(ofB.Names.Except(ofA.Names));
                unlike.Add((HeadNames.InWords(head), string.Join(", ", names.Take(MostNamed))));
                continue;
            }
            var images = SharedImages.Match(resultsA, resultsB, ofA, ofB);
            if (images.Disagreeing > 0)
                warnings.Add(
                    $"{images.Disagreeing} shared images are left out: the reports do not agree on their truth."
                );
            if (images.Rows.Count == 0)
                continue;
            shared = images.Rows.Count;
            int[] groups = [.. images.Rows.Select(x => resultsA.Groups[x.A])];
            heads.Add(
                head == HeadNames.Softmax
                    ? Softmax(images, groups, bootstrap, cancellationToken)
                    : Labels(images, groups, bootstrap, cancellationToken)
            );
        }
        // A classifier's label heads know its classes.
        warnings.AddRange(
            unlike
                .GroupBy(x => x.Names, x => x.Head)
                .Select(x =>
                    $"The two runs know different names ({x.Key}), so their {Counted.And([.. x])} are not compared."
                )
        );
        if (heads.Count == 0)
            throw new InvalidInputException(
                $"{nameA} and {nameB} cannot be compared: "
                    + (
                        warnings.Count > 0
                            ? string.Join(" ", warnings)
                            : "they share no test image. Evaluate both models on the same data."
                    )
            );
        if (decisions.Count > 0)
            heads.Add(new(HeadNames.Domain, [.. decisions.Select(Decided)], 0, 0));
        if (shared < resultsA.Images || shared < resultsB.Images)
            warnings.Insert(
                0,
                $"The test sets differ, or were kept in part: A has {resultsA.Images} images, B {resultsB.Images}; "
                    + $"{shared} are compared, and the figures are of these alone."
            );
        return new ComparisonReport(
            Run(nameA, a, resultsA),
            Run(nameB, b, resultsB),
            shared,
            [.. warnings.Distinct()],
            Adjusted(heads)
        );
    }

    private static ComparedRun Run(string name, ReportContent report, ImageResults results) =>
        new(name, report.Title, report.CreatedAt, results.Images, results.Contents.Count)
        {
            SwitchedOff = [.. SwitchedOff.Describe(report)],
        };

    private static ImageResults Results(ReportContent report, string name) =>
        report.ImageResults
        ?? throw new InvalidInputException(
            name,
            null,
            "it holds no results of single images, which pairing needs. Write the report again with 'evaluate'."
        );

    // Both shares are of the same images, so that the interval of their difference is that of paired proportions
    // (Bonett and Price, Journal of Educational and Behavioral Statistics 37, 2012).
    private static FigureDifference Decided(PairedDecisions x)
    {
        int n = x.A.Count;
        var mcNemar = McNemar.Compute([.. x.A], [.. x.B]);
        double onlyA = (mcNemar.OnlyFirst + 1.0) / (n + 2),
            onlyB = (mcNemar.OnlySecond + 1.0) / (n + 2),
            middle = onlyB - onlyA,
            half = 1.959963984540054 * Math.Sqrt((onlyA + onlyB - middle * middle) / (n + 2));
        return new(x.Name, Share(x.A), Share(x.B))
        {
            HigherIsBetter = x.YesIsBetter,
            Difference = Share(x.B) - Share(x.A),
            Interval = n == 0 ? null : new(Math.Max(-1, middle - half), Math.Min(1, middle + half), 0.95),
            PValue = n == 0 ? null : mcNemar.PValue,
            Test = n == 0 ? null : "McNemar",
        };
    }

    private static double? Share(IReadOnlyList<bool> answers) =>
        answers.Count == 0 ? null : answers.Count(yes => yes) / (double)answers.Count;

    private static HeadComparison Softmax(
        SharedImages images,
        int[] groups,
        BootstrapOptions bootstrap,
        CancellationToken cancellationToken
    )
    {
        int[] truth =
        [
            .. Enumerable.Range(0, images.Truth.Rows).Select(i => images.Truth.Row(i).IndexOf(LabelState.Present)),
        ];
        MulticlassPredictions a = new(truth, images.A, images.Names),
            b = new(truth, images.B, images.Names);
        var mcNemar = McNemar.Compute(Right(images.A), Right(images.B));
        return Head(
            HeadNames.Softmax,
            "accuracy",
            a.Intervals(Once, default, cancellationToken),
            b.Intervals(Once, default, cancellationToken),
            b.Differences(a, bootstrap, groups, cancellationToken),
            mcNemar,
            groups
        );

        bool[] Right(double[] probabilities) =>
            [
                .. truth.Select(
                    (k, i) =>
                    {
                        var row = probabilities.AsSpan(i * images.Names.Count, images.Names.Count);
                        return System.Numerics.Tensors.TensorPrimitives.IndexOfMax<double>(row) == k;
                    }
                ),
            ];
    }

    private static HeadComparison Labels(
        SharedImages images,
        int[] groups,
        BootstrapOptions bootstrap,
        CancellationToken cancellationToken
    )
    {
        MultiLabelPredictions a = new(images.Truth, images.A, images.ThresholdsA, images.Names),
            b = new(images.Truth, images.B, images.ThresholdsB, images.Names);
        var mcNemar = McNemar.Compute(Right(images.A, images.ThresholdsA), Right(images.B, images.ThresholdsB));
        return Head(
            HeadNames.Labels,
            "subsetAccuracy",
            a.Intervals(Once, default, cancellationToken),
            b.Intervals(Once, default, cancellationToken),
            b.Differences(a, bootstrap, groups, cancellationToken),
            mcNemar,
            groups
        );

        bool[] Right(double[] probabilities, double[] thresholds) =>
            [
                .. Enumerable
                    .Range(0, images.Truth.Rows)
                    .Select(i =>
                        Enumerable
                            .Range(0, thresholds.Length)
                            .All(k =>
                                images.Truth[i, k] == LabelState.Unknown
                                || (probabilities[i * thresholds.Length + k] >= thresholds[k])
                                    == (images.Truth[i, k] == LabelState.Present)
                            )
                    ),
            ];
    }

    // Only the estimates are wanted of the runs themselves.
    private static BootstrapOptions Once { get; } = new() { Resamples = 1 };

    // McNemar's test takes images to be independent, which members of a group are not.
    private static HeadComparison Head(
        string head,
        string rightness,
        IReadOnlyDictionary<string, BootstrapInterval> a,
        IReadOnlyDictionary<string, BootstrapInterval> b,
        IReadOnlyDictionary<string, BootstrapInterval> differences,
        McNemar mcNemar,
        int[] groups
    )
    {
        bool isIndependent = groups.Distinct().Count() == groups.Length;
        return new(
            head,
            [
                .. differences.Select(x =>
                {
                    bool isExact = isIndependent && x.Key == rightness;
                    return new FigureDifference(x.Key, a[x.Key].Estimate, b[x.Key].Estimate)
                    {
                        Difference = x.Value.Estimate,
                        Interval = x.Value is { Low: { } low, High: { } high }
                            ? new ConfidenceInterval(low, high, x.Value.Level)
                            : null,
                        PValue = isExact ? mcNemar.PValue : x.Value.PValue,
                        Test =
                            isExact ? "McNemar"
                            : x.Value.PValue is null ? null
                            : "bootstrap",
                    };
                }),
            ],
            mcNemar.OnlyFirst,
            mcNemar.OnlySecond
        );
    }

    private static HeadComparison[] Adjusted(IReadOnlyList<HeadComparison> heads)
    {
        var asked = heads.SelectMany(h => h.Figures).Where(f => f.PValue is not null).ToList();
        double[] adjusted = Holm.Adjust([.. asked.Select(f => f.PValue!.Value)]);
        return
        [
            .. heads.Select(head =>
                head with
                {
                    Figures =
                    [
                        .. head.Figures.Select(f =>
                            asked.IndexOf(f) is >= 0 and int i ? f with { AdjustedPValue = adjusted[i] } : f
                        ),
                    ],
                }
            ),
        ];
    }
}
