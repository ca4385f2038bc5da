using MlNetLabels.Data;

namespace MlNetLabels.Reports.Building;

/// <summary>The pictures that a report shows.</summary>
internal sealed class ImagesBuilder(ReportInput input, Split?[] uses, SmallPictures pictures)
{
    private const int PerClass = 12;
    private const int MaxClasses = 20;

    private readonly Dictionary<string, string?> _thumbnails = [];

    public ImagesReport Build()
    {
        var nearest = new NearestImagesBuilder(input, uses, pictures);
        var judged = new ImageChooser(input);
        return new()
        {
            ContactSheet = ContactSheet(),
            MostConfidentOutOfDomain = Shown(judged.MostConfidentOutOfDomain(), nearest),
            Mistakes = Shown(judged.Mistakes(), nearest),
            LabelMistakes = judged.LabelMistakes() is { } labels ? Shown(labels, nearest) : null,
            TopLosses = Shown(judged.TopLosses(), nearest),
            NearThreshold = judged.NearThreshold() is { } near ? Shown(near, nearest) : null,
            Confusions = ConfusionBuilder.Build(input, pictures),
            NearestNote = nearest.Note,
        };
    }

    private JudgedImage[] Shown(Chosen[] chosen, NearestImagesBuilder nearest) =>
        [
            .. chosen.Zip(
                nearest.Find([.. chosen.Select(x => x.Embedding)]),
                (x, near) => x.Image with { Thumbnail = Thumbnail(x.Path), Nearest = near }
            ),
        ];

    private ContactSheetGroup[] ContactSheet()
    {
        var dataset = input.Data.Dataset;
        ImageRow[] train = [.. dataset.Rows.Where((_, i) => uses[i] == Split.Train)];
        return
        [
            .. dataset
                .LabelNames.Take(MaxClasses)
                .Select(
                    (name, k) =>
                    {
                        ImageRow[] members = [.. train.Where(row => row.Labels[k] == LabelState.Present)];
                        // Spread over the list, so that neighbours of one burst or book do not fill the row.
                        var shown = members
                            .Where(
                                (_, i) =>
                                    i * PerClass / Math.Max(1, members.Length)
                                        != (i - 1) * PerClass / Math.Max(1, members.Length)
                                    || i == 0
                            )
                            .Take(PerClass);
                        return new ContactSheetGroup(
                            name,
                            members.Length,
                            [
                                .. shown.Select(row => new SheetImage(
                                    row.File,
                                    Thumbnail(row.Path),
                                    RowUses.Names(dataset, row)
                                )),
                            ]
                        );
                    }
                ),
        ];
    }

    private string? Thumbnail(string path) =>
        _thumbnails.TryGetValue(path, out string? known) ? known : _thumbnails[path] = input.Thumbnail(path);
}
