using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Reports.Building;

namespace MlNetLabels.Reports.Html;

/// <summary>What is in a dataset as one page with pictures: no script, nothing loaded.</summary>
internal static class DatasetPage
{
    private const int MostSkipped = 100;

    public static string Render(DatasetDescription data)
    {
        Section[] sections =
        [
            new("overview", "Overview", "What was read, and how.", Overview(data)),
            .. data.Suspicions.Count + data.Skipped.Count == 0
                ? Array.Empty<Section>()
                : [new Section("odd", "What looks odd", "Look at these before you train.", Odd(data))],
            new("labels", Words(data), "How many images there are of each.", Labels(data)),
            .. data.Pictures.Count == 0
                ? Array.Empty<Section>()
                : [new Section("pictures", "Pictures", "Some of each, evenly taken.", Pictures(data))],
        ];
        return PlainPage.Render("Dataset", Name(data), Totals(data), sections);
    }

    private static string Totals(DatasetDescription data) =>
        $"{Count(data.Images)} images, {Count(data.Labels.Count)} {Words(data).ToLowerInvariant()}";

    private static Markup Overview(DatasetDescription data) =>
        Markup.Format(
            $"""
            {List(data.Notes)}
            {Counts("Splits", "split", data.Splits)}
            {Counts("Formats", "format", data.Formats)}
            {Table.Numbers(
                "Sizes",
                ["", "smallest", "middle", "largest"],
                data.Sizes.Select(x => x.Value.Select(v => Table.Text(Count(v))).Prepend(Table.Text(x.Key)))
            )}
            """
        );

    private static Markup Odd(DatasetDescription data) =>
        Markup.Format(
            $"""
            {List(data.Suspicions)}
            {(data.Skipped.Count == 0
                ? Markup.Empty
                : Table.Words(
                    $"{Count(data.Skipped.Count)} images cannot be used",
                    ["image", "why"],
                    data.Skipped.Take(MostSkipped).Select(x => new[] { Markup.Name(x.File), Table.Text(x.Reason) })
                ))}
            """
        );

    private static Markup Labels(DatasetDescription data) =>
        Table.Numbers(
            Words(data),
            [data.Kind == TargetKind.Classes ? "class" : "label", "images", "share"],
            data.Labels.Select(x =>
                new[]
                {
                    Markup.Name(x.Key),
                    Table.Text(Count(x.Value)),
                    Table.Text(
                        (x.Value / (double)Math.Max(1, data.Images)).ToString("0.#%", CultureInfo.InvariantCulture)
                    ),
                }
            )
        );

    private static Markup Pictures(DatasetDescription data) =>
        Markup.Join(
            data.Pictures.Select(label =>
                Markup.Format(
                    $"""
                    <h3>{Markup.Name(label.Key)}</h3>
                    <div class="gallery">{label.Value.Select(picture =>
                        Markup.Format(
                            $"""
                            <figure class="small"><img src="{picture.Value}" alt=""><figcaption>{Html.Pictures.File(
                                picture.Key
                            )}</figcaption></figure>
                            """
                        )
                    )}</div>
                    """
                )
            )
        );

    private static Markup Counts(string caption, string what, IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0
            ? Markup.Empty
            : Table.Numbers(
                caption,
                [what, "images"],
                counts.Select(x => new[] { Table.Text(x.Key), Table.Text(Count(x.Value)) })
            );

    private static Markup List(IReadOnlyList<string> lines) =>
        lines.Count == 0
            ? Markup.Empty
            : Markup.Format($"<ul>{lines.Select(line => Markup.Format($"<li>{line}</li>"))}</ul>");

    private static string Words(DatasetDescription data) => data.Kind == TargetKind.Classes ? "Classes" : "Labels";

    // Where the data lie on the machine that made the page is of no use to whom it is sent.
    private static string Name(DatasetDescription data) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(DataBuilder.Named(data.Source))) is { Length: > 0 } name
            ? name
            : data.Source;

    private static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);
}
