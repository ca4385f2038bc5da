using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Models;

namespace MlNetLabels.Reports.Testing;

/// <summary>Made-up reports with the shape and size of real ones.</summary>
internal static class SampleReports
{
    public const string Hostile = "</script><img src=x onerror=alert(1)>";

    /// <summary>Two classes, both heads, one out-of-domain set.</summary>
    public static ReportContent Prints() =>
        Classes("Book illustrations: building or coat of arms", ["building", "coat"], [("people", "near", 123)]);

    /// <summary>Seven labels, label heads only.</summary>
    public static ReportContent Aquarium()
    {
        string[] labels = ["fish", "jellyfish", "penguin", "puffin", "shark", "starfish", "stingray"];
        var random = new Random(7);
        var sample = Classes("What swims in the aquarium", labels, [("prints", "far", 336), ("flowers", "far", 200)]);
        return sample with
        {
            Task = new()
            {
                Kind = "labelSets",
                Losses = new() { Labels = "binary cross-entropy on logits, one per label" },
                Why = "Images have 0 to 3 labels each, so that no single class fits: label heads only.",
            },
            Model = sample.Model with
            {
                Classes = [],
                Calibration = new() { Labels = sample.Model.Calibration!.Labels },
                L2 = new() { Labels = sample.Model.L2!.Labels },
            },
            Heads = sample.Heads with { Softmax = null },
            Confidence = new() { Labels = sample.Confidence.Labels },
            OutOfDomain = [.. sample.OutOfDomain.Where(x => x.Head != HeadNames.Softmax)],
            RocCurves = [.. sample.RocCurves!.Where(x => x.Head != HeadNames.Softmax)],
            SideBySide = [.. sample.SideBySide.Where(x => x.Head != HeadNames.Softmax)],
            Calibration = new() { Labels = sample.Calibration!.Labels },
            Images = sample.Images! with
            {
                MostConfidentOutOfDomain =
                [
                    .. sample.Images.MostConfidentOutOfDomain.Select(x => x with { Softmax = null }),
                ],
                Mistakes = null,
                TopLosses = [.. sample.Images.TopLosses!.Select(x => x with { Softmax = null })],
                NearThreshold =
                [
                    .. Enumerable
                        .Range(0, 6)
                        .Select(i =>
                            Judged(random, labels, $"images/IMG_{2300 + i}_jpeg.jpg", null, [labels[i]], 0.3) with
                            {
                                Softmax = null,
                            }
                        ),
                ],
            },
        };
    }

    /// <summary>A model that is never wrong.</summary>
    public static ReportContent NoErrors()
    {
        var sample = Prints();
        var test = sample.Heads.Softmax!.Test!;
        return sample with
        {
            Heads = sample.Heads with
            {
                Softmax = sample.Heads.Softmax with
                {
                    Test = test with
                    {
                        Accuracy = 1,
                        Confusion =
                        [
                            [21, 0],
                            [0, 21],
                        ],
                    },
                },
            },
            Images = sample.Images! with
            {
                Mistakes = [],
                TopLosses = [],
                Confusions = [.. sample.Images.Confusions!.Where(x => x.Truth == x.Given)],
            },
            Data = sample.Data with { Skipped = [] },
        };
    }

    /// <summary>Names made to break out of whatever they are put into.</summary>
    public static ReportContent HostileNames()
    {
        string[] names =
        [
            Hostile,
            "\"quoted\" & 'single'",
            "שלום \u202Eright to left",
            "👩‍🚀 emoji \u2028 line separator",
            "{{data}} ]]> --> {a|b}",
        ];
        return Classes(Hostile, names, [(Hostile, null, 40), ("\" onmouseover=\"alert(1)", null, 40)]);
    }

    /// <summary>The same without anything that is optional and without out-of-domain images.</summary>
    public static ReportContent Bare()
    {
        var sample = Prints();
        return sample with
        {
            Task = null,
            Gates = null,
            RocCurves = null,
            ThresholdCurves = null,
            PrecisionRecallCurves = null,
            LabelSets = null,
            Calibration = null,
            Images = null,
            EmbeddingMap = null,
            Audit = null,
            SmallPictures = null,
            OutOfDomain = [],
            SideBySide = [],
            Confidence = new()
            {
                Softmax = sample.Confidence.Softmax! with { OutOfDomain = new Dictionary<string, ConfidenceSummary>() },
            },
            Heads = new() { Softmax = sample.Heads.Softmax },
            Model = sample.Model with { Labels = [], Thresholds = null, Calibration = null, L2 = null },
            Data = sample.Data with { Skipped = [], Warnings = [] },
        };
    }

    /// <summary>Both heads on the classes given.</summary>
    public static ReportContent Classes(
        string title,
        string[] names,
        (string Name, string? Distance, int Count)[] sets,
        int testPerClass = 21
    )
    {
        var random = new Random(42);
        int test = names.Length * testPerClass;
        return SampleParts.Added(
            names,
            [.. sets.Select(x => x.Name)],
            new()
            {
                CreatedAt = new(2025, 3, 14, 15, 9, 26, TimeSpan.FromHours(1)),
                Title = title,
                Task = new()
                {
                    Kind = "classes",
                    Losses = new()
                    {
                        Softmax = "cross-entropy on the softmax of all logits",
                        Labels = "binary cross-entropy on logits, one per label",
                    },
                    Why =
                        "Every image has exactly one class, so that both heads apply: the softmax head picks one, the "
                        + "label heads judge each class on its own.",
                },
                Model = new()
                {
                    Name = "prints.mlabels",
                    Version = "1",
                    Classes = names,
                    Labels = names,
                    Backbone = new()
                    {
                        Name = "mobilenet-v3-small",
                        Sha256 = new string('f', 64),
                        Dimension = 576,
                    },
                    Thresholds = names.ToDictionary(x => x, _ => 0.5),
                    Calibration = new()
                    {
                        Softmax = new("temperature", new Dictionary<string, double> { ["temperature"] = 1.284 }),
                        Labels = new("Platt", new Dictionary<string, double>()),
                    },
                    L2 = new() { Softmax = L2(random), Labels = L2(random) },
                },
                Data = new()
                {
                    Source = "data/prints",
                    Rows = names.Length * 107,
                    Splits = new(names.Length * 64, names.Length * 22, test),
                    PerClass = [.. names.Select(x => new ClassCounts(x, 64, 22, testPerClass))],
                    Skipped =
                    [
                        new("coat/scan 17.jpg", "premature end of JPEG file"),
                        new("building/" + names[0] + ".png", "not an image"),
                    ],
                    Warnings = ["3 images occur twice, byte for byte; copies stay in one split."],
                },
                Heads = new()
                {
                    Softmax = new()
                    {
                        Validation = Multiclass(random, names, 22),
                        Test = Multiclass(random, names, testPerClass),
                        Intervals = new()
                        {
                            Test = new Dictionary<string, ConfidenceInterval> { ["accuracy"] = new(0.88, 0.99, 0.95) },
                        },
                    },
                    Labels = new()
                    {
                        Validation = MultiLabel(random, names, 22),
                        Test = MultiLabel(random, names, testPerClass),
                    },
                },
                Confidence = new()
                {
                    Softmax = new()
                    {
                        InDomain = Confidence(random, test, 0.03, 0.5, false),
                        OutOfDomain = sets.DistinctBy(x => x.Name)
                            .ToDictionary(x => x.Name, x => Confidence(random, x.Count, 0.45, 0.5, false)),
                    },
                    Labels = new()
                    {
                        InDomain = Confidence(random, test, 0.05, 0, true),
                        OutOfDomain = sets.DistinctBy(x => x.Name)
                            .ToDictionary(x => x.Name, x => Confidence(random, x.Count, 2.2, 0, true)),
                    },
                },
                OutOfDomain =
                [
                    .. from set in sets
                    from score in Scores
                    select new OutOfDomainResult
                    {
                        Set = set.Name,
                        Distance = set.Distance,
                        Head = score.Head,
                        Score = score.Name,
                        Auroc = score.Auroc,
                        AuprIn = score.Auroc - 0.02,
                        AuprOut = score.Auroc + 0.01,
                        Fpr95OutPositive = 1.02 - score.Auroc,
                        Fpr95InPositive = 1.05 - score.Auroc,
                        Rejected = score.Name == "mahalanobis" ? 0.87 : null,
                    },
                ],
                SideBySide =
                [
                    .. from head in new[] { HeadNames.Softmax, HeadNames.Labels }
                    from check in new[] { null, "mahalanobis" }
                    select new DecisionRow
                    {
                        Head = head,
                        DomainCheck = check,
                        InDomain = new()
                        {
                            Count = test,
                            Accepted = check is null
                                ? head == HeadNames.Softmax
                                    ? 1
                                    : 0.952
                                : 0.929,
                            CorrectOfAccepted = 0.976,
                            ConfidentWrong = 0.024,
                        },
                        OutOfDomain = sets.DistinctBy(x => x.Name)
                            .ToDictionary(
                                x => x.Name,
                                x => new DecisionOutcome
                                {
                                    Count = x.Count,
                                    Accepted = check is null
                                        ? head == HeadNames.Softmax
                                            ? 1
                                            : 0.31
                                        : 0.11,
                                    ConfidentWrong = check is null
                                        ? head == HeadNames.Softmax
                                            ? 0.4
                                            : 0.08
                                        : 0.02,
                                }
                            ),
                    },
                ],
                Gates =
                [
                    new()
                    {
                        Name = "Accuracy",
                        Value = 0.952,
                        Interval = new(0.88, 0.99, 0.95),
                        Bound = 0.9,
                        IsMinimum = true,
                        Advice = "Add images of the classes that are confused.",
                    },
                    new()
                    {
                        Name = "Calibration error",
                        Value = 0.081,
                        Bound = 0.05,
                        IsMinimum = false,
                        Advice = "Add validation images, then train again.",
                    },
                    new()
                    {
                        Name = "Out-of-domain AUROC",
                        Reason = "no out-of-domain images were given",
                        Bound = 0.8,
                        IsMinimum = true,
                        Advice = "Give some with --out-of-domain.",
                    },
                ],
                RocCurves =
                [
                    .. from set in sets from score in Scores select Roc(set.Name, score.Head, score.Name, score.Auroc),
                ],
                ThresholdCurves = [.. names.Select(x => Threshold(random, x, testPerClass, test - testPerClass))],
                Calibration = new() { Softmax = Diagrams(random), Labels = Diagrams(random) },
                Images = new()
                {
                    ContactSheet =
                    [
                        .. names.Select(x => new ContactSheetGroup(
                            x,
                            64,
                            [
                                .. Enumerable
                                    .Range(0, 12)
                                    .Select(i => new SheetImage(
                                        $"{x}/normandy_30172__{i:000}.jpg",
                                        SampleImage.Thumbnail(random),
                                        [x]
                                    )),
                            ]
                        )),
                    ],
                    MostConfidentOutOfDomain =
                    [
                        .. Enumerable
                            .Range(0, 12)
                            .Select(i =>
                                Judged(
                                    random,
                                    names,
                                    $"people/costume_{i:000}.jpg",
                                    sets.Length == 0 ? "none" : sets[i % sets.Length].Name,
                                    null,
                                    4
                                ) with
                                {
                                    Verdict = i % 3 == 0 ? "Class" : "Rejected",
                                }
                            ),
                    ],
                    Mistakes =
                        names.Length < 2
                            ? []
                            :
                            [
                                .. Enumerable
                                    .Range(0, 4)
                                    .Select(i =>
                                        Judged(random, names, $"{names[1]}/scan_{i:000}.jpg", null, [names[1]], 2) with
                                        {
                                            Softmax = new(
                                                [names[0]],
                                                [new(names[0], 0.93 - 0.1 * i), new(names[1], 0.07 + 0.1 * i)]
                                            ),
                                        }
                                    ),
                            ],
                },
                Timings = new Dictionary<string, double>
                {
                    ["embedding"] = 41.27,
                    ["training"] = 0.82,
                    ["evaluation"] = 3.4,
                },
                Provenance = new()
                {
                    Seed = 42,
                    Command =
                        "mlnet-labels demo --data data/prints --classes building,coat --out-of-domain data/prints/people",
                    Configuration = new Dictionary<string, string> { ["threads"] = "2", ["calibration"] = "auto" },
                    Versions = new Dictionary<string, string>
                    {
                        ["MlNetLabels"] = "0.1.0",
                        [".NET"] = "10.0.1",
                        ["libvips"] = "8.18.0",
                    },
                    Hashes = new Dictionary<string, string> { ["data"] = new('a', 64), ["model"] = new('b', 64) },
                },
            }
        );
    }

    private static readonly (string Head, string Name, double Auroc)[] Scores =
    [
        (HeadNames.Softmax, "max-probability", 0.871),
        (HeadNames.Softmax, "energy", 0.883),
        (HeadNames.Labels, "max-label-probability", 0.941),
        ("embedding", "mahalanobis", 0.973),
    ];

    // Largest probabilities: 1 - an exponential tail of the spread given, folded at the floor.
    private static ConfidenceSummary Confidence(Random random, int count, double spread, double floor, bool canBeNone)
    {
        double[] largest =
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    Math.Max(floor + 0.001 * random.NextDouble(), 1 / (1 - spread * Math.Log(1 - random.NextDouble())))
                ),
        ];
        var histogram = new int[20];
        foreach (double p in largest)
            histogram[Math.Min(19, (int)(p * 20))]++;
        return new()
        {
            Count = count,
            Mean = largest.Average(),
            Max = largest.Max(),
            Min = largest.Min(),
            Histogram = histogram,
            ShareAbove90 = largest.Count(x => x > 0.9) / (double)count,
            ShareAbove =
            [
                .. Enumerable.Range(0, 101).Select(step => largest.Count(x => x > step / 100.0) / (double)count),
            ],
            ShareNone = canBeNone ? largest.Count(x => x < 0.5) / (double)count : null,
            SumMin = canBeNone ? 0.0312 : 1,
            SumMax = canBeNone ? 1.4121 : 1,
        };
    }

    private static MulticlassMetrics Multiclass(Random random, string[] names, int perClass)
    {
        int[][] confusion =
        [
            .. names.Select(
                (_, i) =>
                {
                    var row = new int[names.Length];
                    row[i] = perClass;
                    for (int wrong = random.Next(3); wrong > 0; wrong--)
                    {
                        row[i]--;
                        row[random.Next(names.Length)]++;
                    }
                    return row;
                }
            ),
        ];
        return new()
        {
            Count = names.Length * perClass,
            Accuracy = 0.952,
            BalancedAccuracy = 0.951,
            MacroF1 = 0.95,
            WeightedF1 = 0.952,
            LogLoss = 0.141,
            Brier = 0.08,
            Ece = 0.031,
            Top2Accuracy = names.Length < 3 ? null : 0.99,
            Mcc = 0.905,
            Kappa = 0.904,
            Auroc = names.Length < 2 ? null : 0.988,
            Confusion = confusion,
            PerClass = [.. names.Select(x => new ClassMetrics(x, 0.95, 0.952, 0.951, perClass))],
            Undefined =
                names.Length < 3
                    ? new Dictionary<string, string> { ["top2Accuracy"] = "with two classes it is always 1" }
                    : new Dictionary<string, string>(),
        };
    }

    private static MultiLabelMetrics MultiLabel(Random random, string[] names, int perClass) =>
        new()
        {
            Count = names.Length * perClass,
            MicroF1 = 0.93,
            MacroF1 = 0.92,
            SamplesF1 = 0.93,
            MapMacro = 0.961,
            SubsetAccuracy = 0.905,
            HammingLoss = 0.06,
            Lrap = 0.97,
            RankingLoss = 0.03,
            CoverageError = 1.06,
            LogLoss = 0.16,
            Brier = 0.05,
            PerLabel =
            [
                .. names.Select(
                    (x, i) =>
                        new LabelMetrics(
                            x,
                            0.3 + 0.4 * random.NextDouble(),
                            i == 1 ? null : 0.94,
                            0.91,
                            0.925,
                            0.96,
                            0.98,
                            0.04,
                            perClass
                        )
                ),
            ],
        };

    private static L2Report L2(Random random) =>
        new(
            0.01,
            [
                .. Enumerable
                    .Range(-5, 7)
                    .Select(x => new L2Point(
                        Math.Pow(10, x),
                        0.14 + 0.02 * (x + 2) * (x + 2) + 0.005 * random.NextDouble(),
                        0.02 + 0.02 * (x + 5)
                    )),
            ]
        );

    private static RocCurve Roc(string set, string head, string score, double auroc)
    {
        double[] rates = [.. Enumerable.Range(0, 41).Select(x => x / 40.0)];
        return new(set, head, score, rates, [.. rates.Select(x => Math.Pow(x, (1 - auroc) / auroc))]);
    }

    private static ThresholdCurve Threshold(Random random, string label, int positives, int negatives)
    {
        double[] probabilities =
        [
            .. Enumerable
                .Range(0, positives + negatives)
                .Select(i => Math.Clamp((i < positives ? 0.85 : 0.12) + 0.5 * (random.NextDouble() - 0.5), 0, 1)),
        ];
        return ThresholdCurve.From(
            label,
            probabilities,
            [.. probabilities.Select((_, i) => (bool?)(i < positives))],
            inUse: 0.614
        );
    }

    private static CalibrationDiagrams Diagrams(Random random) =>
        new() { Before = Diagram(random, 0.12), After = Diagram(random, 0.02) };

    private static ReliabilityDiagram Diagram(Random random, double gap) =>
        new()
        {
            Ece = gap,
            Brier = 0.08 + gap / 2,
            Bins =
            [
                .. Enumerable
                    .Range(0, 15)
                    .Select(i =>
                        i < 3
                            ? new CalibrationBin(i / 15.0, (i + 1) / 15.0, 0, null, null)
                            : new CalibrationBin(
                                i / 15.0,
                                (i + 1) / 15.0,
                                3 + 2 * i,
                                (i + 0.5) / 15,
                                Math.Clamp((i + 0.5) / 15 - gap * random.NextDouble(), 0, 1)
                            )
                    ),
            ],
        };

    private static JudgedImage Judged(
        Random random,
        string[] names,
        string file,
        string? set,
        string[]? truth,
        double sharpness
    )
    {
        double[] logits = [.. names.Select(_ => sharpness * (random.NextDouble() - 0.3))];
        double total = logits.Sum(Math.Exp);
        double[] softmax = [.. logits.Select(x => Math.Exp(x) / total)],
            labels = [.. logits.Select(x => 1 / (1 + Math.Exp(2 - x)))];
        return new()
        {
            File = file,
            Set = set,
            Truth = truth,
            Thumbnail = SampleImage.Thumbnail(random),
            Softmax = new(
                [names[Array.IndexOf(softmax, softmax.Max())]],
                [.. names.Zip(softmax, (name, p) => new NamedProbability(name, p))]
            ),
            Labels = new(
                [.. names.Where((_, i) => labels[i] >= 0.5)],
                [.. names.Zip(labels, (name, p) => new NamedProbability(name, p))]
            ),
        };
    }
}
