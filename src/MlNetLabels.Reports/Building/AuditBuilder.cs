using System.Globalization;
using MlNetLabels.Audit;
using MlNetLabels.Data;

namespace MlNetLabels.Reports.Building;

/// <summary>What a data curator should look at, in all in-domain images that were given.</summary>
internal sealed class AuditBuilder(
    ReportInput input,
    Split?[] uses,
    SmallPictures pictures,
    CancellationToken cancellationToken
)
{
    private readonly EmbeddedDataset _data = input.Data;
    private readonly ImageDataset _dataset = input.Data.Dataset;
    private readonly List<string> _notes = [];

    public DataAuditReport Build()
    {
        int n = _dataset.Rows.Count;
        int[][] copies =
        [
            .. Enumerable
                .Range(0, n)
                .GroupBy(i => _data.Contents[i])
                .Where(g => g.Count() > 1)
                .Select(g => g.ToArray()),
        ];
        var near = NearDuplicates.Find(_data.Embeddings, cancellationToken);
        if (near is null)
            _notes.Add(
                $"Near duplicates were not searched: there are {n} images, and {NearDuplicates.MinImages} to "
                    + $"{NearDuplicates.MaxImages} can be."
            );
        DuplicateRows[] alike =
        [
            .. near?.Groups.Where(g => g.Rows.Select(i => _data.Contents[i]).Distinct().Count() > 1) ?? [],
        ];
        var (frequent, rare, imbalance) = Imbalance();
        return new DataAuditReport
        {
            Images = n,
            Imbalance = imbalance,
            Extremes = imbalance is null ? null : [frequent, rare],
            WithoutLabel = Enumerable.Range(0, n).Count(_dataset.IsNegative),
            Exact = Report(
                "Images whose files, or embeddings where no files were given, are the same byte for byte.",
                null,
                [.. copies.Select(rows => (rows, 1.0))]
            ),
            Near = near is null
                ? null
                : Report(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Pairs of different files whose standardised embeddings have a cosine of at least "
                            + $"{near.Threshold:0.000}, joined into groups: re-encoded, resized and cropped copies, and "
                            + $"photos of one scene. The threshold comes from how far apart the images of this set usually "
                            + $"are."
                    ),
                    near.Threshold,
                    [.. alike.Select(g => (g.Rows.ToArray(), g.Similarity))]
                ),
            Leakage = new LeakageBuilder(input, uses).Build(Linked(copies, near)),
            LabelErrors = LabelErrors(),
            Notes = _notes,
        };
    }

    private (string Frequent, string Rare, double? Ratio) Imbalance()
    {
        (string Name, int Count)[] counts =
        [
            .. _dataset
                .LabelNames.Select((name, k) => (name, _dataset.Rows.Count(r => r.Labels[k] == LabelState.Present)))
                .OrderByDescending(x => x.Item2),
        ];
        return counts.Length < 2 || counts[^1].Count == 0
            ? ("", "", null)
            : (counts[0].Name, counts[^1].Name, (double)counts[0].Count / counts[^1].Count);
    }

    private DuplicatesReport Report(string about, double? threshold, (int[] Rows, double Similarity)[] groups)
    {
        bool Across(int[] rows) => rows.Select(i => uses[i]).Where(u => u is not null).Distinct().Count() > 1;
        bool Differ(int[] rows) => rows.Any(i => !_dataset.Rows[i].Labels.SequenceEqual(_dataset.Rows[rows[0]].Labels));
        return new(
            about,
            threshold,
            groups.Sum(g => g.Rows.Length),
            groups.Length,
            groups.Count(g => Across(g.Rows)),
            [
                .. groups
                    .OrderByDescending(g => Across(g.Rows))
                    .ThenByDescending(g => Differ(g.Rows))
                    .ThenByDescending(g => g.Similarity)
                    .ThenBy(g => g.Rows[0])
                    .Take(ReportLimits.AuditEntries)
                    .Select(g => new DuplicateGroup(
                        Math.Min(1, g.Similarity),
                        g.Rows.Length,
                        Across(g.Rows),
                        Differ(g.Rows),
                        [.. g.Rows.Take(ReportLimits.GroupImages).Select(Image)]
                    )),
            ]
        );
    }

    // Copies are linked to one of them that the model learned from, if there is any: all their pairs could be very
    // many.
    private IEnumerable<(int, int)> Linked(int[][] copies, NearDuplicateResult? near) =>
        copies
            .SelectMany(rows =>
                rows.Where(i => uses[i] is Split.Train or Split.Validation)
                    .Take(1)
                    .SelectMany(learned => rows.Select(i => (i, learned)))
            )
            .Concat(near?.Groups.SelectMany(g => g.Pairs).Select(p => (p.First, p.Second)) ?? []);

    private LabelErrorsReport? LabelErrors()
    {
        double? lambda = input.Model.Description.Softmax?.L2 ?? input.Model.Description.Labels?.L2;
        var found = LabelAudit.Find(_data, lambda, input.Seed, cancellationToken);
        if (LabelAudit.NotSearched(_dataset, found) is { } note)
            _notes.Add(note);
        if (found is null)
            return null;
        var counts = found
            .ProbablyWrong.SelectMany(x =>
                x.Label < 0
                    ?
                    [
                        (Name: _dataset.LabelNames[x.Suspect.Given], IsGiven: true),
                        (Name: _dataset.LabelNames[x.Suspect.Suggested], IsGiven: false),
                    ]
                    : new[] { (Name: _dataset.LabelNames[x.Label], IsGiven: x.Suspect.Given == 1) }
            )
            .ToLookup(x => x.Name, x => x.IsGiven);
        return new(
            "Heads that did not train on an image say what it shows; how often labels are wrong, and how sure the heads "
                + "may be, are estimated together from all images, so that one that is merely hard is not called wrong. "
                + "Counted are the labels that are more probably wrong than right; the list goes on to those of 20%.",
            found.ProbablyWrong.Count(),
            found.ProbablyWrong.Select(x => x.Suspect.Row).Distinct().Count(),
            [
                .. _dataset.LabelNames.Select(
                    (name, k) =>
                        new SuspectCount(
                            name,
                            _dataset.Rows.Count(r => r.Labels[k] == LabelState.Present),
                            counts[name].Count(g => g),
                            counts[name].Count(g => !g)
                        )
                ),
            ],
            [.. found.Suspects.Select((x, i) => Suspect(x, i < ReportLimits.AuditEntries))],
            found.Share
        );
    }

    private LabelSuspect Suspect((int Label, SuspectedLabel Suspect) x, bool isShown) =>
        new(
            Image(x.Suspect.Row, isShown),
            x.Label < 0 ? null : _dataset.LabelNames[x.Label],
            LabelAudit.NameOf(_dataset, x.Label, x.Suspect.Given),
            LabelAudit.NameOf(_dataset, x.Label, x.Suspect.Suggested),
            x.Suspect.ProbabilityOfGiven,
            x.Suspect.ProbabilityOfSuggested,
            x.Suspect.ProbabilityOfWrong
        );

    private AuditImage Image(int row) => Image(row, isShown: true);

    private AuditImage Image(int row, bool isShown) =>
        new(
            _dataset.Rows[row].File,
            RowUses.Name(uses[row]),
            RowUses.Names(_dataset, _dataset.Rows[row]),
            isShown ? pictures.Add(_dataset.Rows[row].Path) : null,
            isShown ? input.Model.Predict(_data.Embeddings.Row(row)).Verdict.ToString() : null
        );
}
