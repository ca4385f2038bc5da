namespace MlNetLabels.Reports.Testing;

/// <summary>
/// The parts of a made-up report that show images: the map, the audit, confusions, nearest images, and how labels go
/// together.
/// </summary>
internal static class SampleParts
{
    public static ReportContent Added(string[] names, string[] sets, ReportContent report)
    {
        var random = new Random(11);
        return report with
        {
            SmallPictures = [.. Enumerable.Range(0, 24).Select(_ => SampleImage.Thumbnail(random, 32))],
            PrecisionRecallCurves = [.. names.Take(60).Select(x => Curve(random, x))],
            LabelSets = LabelSets(random, [.. names.Take(ReportLimits.CoOccurrenceLabels)]),
            EmbeddingMap = Map(random, names, sets),
            Audit = Audit(names),
            Images = report.Images! with
            {
                Mistakes = [.. report.Images.Mistakes!.Select(Near)],
                MostConfidentOutOfDomain = [.. report.Images.MostConfidentOutOfDomain.Select(Near)],
                TopLosses = [.. report.Images.Mistakes!.Select((x, i) => Near(x, i) with { Loss = 3.2 - 0.4 * i })],
                Confusions = Confusions(report),
            },
        };

        JudgedImage Near(JudgedImage image, int i) =>
            image with
            {
                Nearest =
                [
                    .. Enumerable
                        .Range(0, 5)
                        .Select(k => new NearestImage(
                            $"{names[0]}/near_{k}.jpg",
                            0.9 - 0.05 * k,
                            [names[k % names.Length]],
                            k == 4 ? null : (i + k) % 24
                        )),
                ],
            };
    }

    private static List<ConfusionCell> Confusions(ReportContent report)
    {
        var metrics = report.Heads.Softmax!.Test!;
        return
        [
            .. metrics
                .Confusion.SelectMany(
                    (row, i) =>
                        row.Select(
                            (count, j) =>
                                (Truth: metrics.PerClass[i].Class, Given: metrics.PerClass[j].Class, Count: count)
                        )
                )
                .Where(x => x.Count > 0)
                .OrderBy(x => x.Truth == x.Given)
                .Take(ReportLimits.ConfusionCells)
                .Select(x => new ConfusionCell(
                    x.Truth,
                    x.Given,
                    x.Count,
                    [
                        .. Enumerable
                            .Range(0, Math.Min(x.Count, ReportLimits.GroupImages))
                            .Select(k => new CellImage($"{x.Truth}/scan_{k:000}.jpg", 0.95 - 0.07 * k, k)),
                    ]
                )),
        ];
    }

    private static PrecisionRecallCurve Curve(Random random, string label)
    {
        double[] recall = [.. Enumerable.Range(0, 41).Select(x => x / 40.0)];
        double bend = 2 + 6 * random.NextDouble();
        return new(label, 21, 0.9, recall, [.. recall.Select(x => 1 - 0.6 * Math.Pow(x, bend))]);
    }

    private static LabelSetsReport LabelSets(Random random, string[] labels)
    {
        int[][] Matrix() =>
            [.. labels.Select((_, i) => labels.Select((_, j) => i == j ? 20 : random.Next(6)).ToArray())];
        return new()
        {
            Images = 60,
            LeftOut = 3,
            LabelsPerImageTrue = [4, 41, 12, 3],
            LabelsPerImagePredicted = [9, 38, 11, 2],
            Labels = labels,
            CoOccurrenceTrue = Matrix(),
            CoOccurrencePredicted = Matrix(),
        };
    }

    private static EmbeddingMap Map(Random random, string[] names, string[] sets)
    {
        var points = Enumerable
            .Range(0, 240)
            .Select(i =>
                i % 4 == 3 && sets.Length > 0
                    ? new MapPoint($"people/costume_{i:000}.jpg", "outOfDomain", sets[i % sets.Length], [], i % 24)
                    : new MapPoint(
                        $"prints/scan_{i:000}.jpg",
                        i % 5 == 0 ? "test" : "train",
                        null,
                        i % 17 == 0 ? [] : [names[i % names.Length]],
                        i % 7 == 0 ? null : i % 24
                    )
            )
            .ToList();
        MapProjection Projection(string method, double spread) =>
            new(
                method,
                [.. points.Select(x => spread * Group(x) + random.NextDouble())],
                [.. points.Select(x => Group(x) * Group(x) + random.NextDouble())],
                $"{method} of 240 images."
            );
        return new()
        {
            Images = 336,
            Points = points,
            Projections = [Projection("PCA", 1), Projection("t-SNE", 3)],
            Note = "240 of 336 images are drawn, evenly from every split and set.",
        };

        double Group(MapPoint point) =>
            point.Set is not null ? 2
            : point.Names.Count == 0 ? 0
            : Array.IndexOf(names, point.Names[0]) % 3 * 0.7;
    }

    private static DataAuditReport Audit(string[] names)
    {
        AuditImage Image(int i, string use) =>
            new($"{names[0]}/scan \"{i}\".jpg", use, [names[i % names.Length]], i % 24);
        DuplicateGroup[] groups =
        [
            new(0.991, 3, true, false, [Image(0, "train"), Image(1, "test"), Image(2, "train")]),
            new(0.987, 2, false, true, [Image(3, "train"), Image(4, "train")]),
        ];
        return new()
        {
            Images = 214,
            Imbalance = 3.5,
            Extremes = [names[0], names[^1]],
            WithoutLabel = 4,
            Exact = new("Files that are equal byte for byte.", null, 0, 0, 0, []),
            Near = new("Embeddings whose cosine similarity is at least 0.985.", 0.985, 5, 2, 1, groups),
            Leakage = new(
                42,
                3,
                [new(HeadNames.Softmax, "accuracy", 0.95, 0.94, 1), new(HeadNames.Labels, "microF1", 0.93, 0.92, null)]
            ),
            LabelErrors = new(
                "Confident learning on probabilities of heads that did not train on the image.",
                2,
                2,
                [new(names[0], 110, 2, 0)],
                [
                    new(Image(5, "train"), null, names[0], names[^1], 0.02, 0.97),
                    new(Image(6, "test"), names[0], "present", "absent", 0.11, 0.89),
                ]
            ),
            Notes = ["Out-of-domain images were not audited."],
        };
    }
}
