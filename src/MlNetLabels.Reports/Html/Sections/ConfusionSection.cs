using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>
/// Which classes are taken for which, as a matrix or, for many classes, as the worst pairs; each opens the images
/// behind it.
/// </summary>
internal sealed class ConfusionSection
{
    private const int LargestMatrix = 25,
        WorstPairs = 40;

    private readonly MulticlassMetrics _metrics;
    private readonly string _images;
    private readonly List<ConfusionCell> _cells;
    private readonly Dictionary<(string Truth, string Given), int> _places;

    private ConfusionSection(MulticlassMetrics metrics, string images, IReadOnlyList<ConfusionCell> cells)
    {
        (_metrics, _images) = (metrics, images);
        _cells = [.. cells.DistinctBy(x => (x.Truth, x.Given))];
        _places = _cells.Select((x, i) => (Key: (x.Truth, x.Given), Place: i)).ToDictionary(x => x.Key, x => x.Place);
    }

    public static Markup Create(
        MulticlassMetrics metrics,
        string images,
        IReadOnlyList<ConfusionCell> cells,
        Markup filter
    )
    {
        var confusion = new ConfusionSection(metrics, images, cells);
        return Markup.Format(
            $"{filter}{(metrics.PerClass.Count <= LargestMatrix ? confusion.Matrix() : confusion.Pairs())}{confusion._cells.Select(Images)}"
        );
    }

    private Markup Matrix() =>
        Markup.Format(
            $"""
            {RadioButtons.Create(
                "confusion",
                "Show",
                ("both", "both"),
                ("counts", "counts"),
                ("rates", "shares of the true class")
            )}
            <div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix">
            <table class="heat" id="confusion"><caption>Confusion matrix on {_images}</caption>
            <thead><tr><td></td>{_metrics.PerClass.Select(x => ColumnName(x.Class))}</tr></thead>
            <tbody>{_metrics.Confusion.Select(Row)}</tbody></table></div>
            <p class="note">Rows are true classes, columns what the softmax head gives.{Invitation()}</p>

            """
        );

    private static Markup ColumnName(string name) =>
        Markup.Format($"<th scope=\"col\"><span>{Markup.Name(name)}</span></th>");

    private Markup Row(int[] row, int i) =>
        Markup.Format(
            $"<tr{Filter.Keys([Class(i)])}><th scope=\"row\">{Markup.Name(Class(i))}</th>{row.Select((_, j) => Cell(row, i, j))}</tr>"
        );

    private Markup Cell(int[] row, int i, int j)
    {
        int total = row.Sum();
        double? rate = total == 0 ? null : (double)row[j] / total;
        var content = Markup.Format(
            $"<span class=\"count\">{row[j]}</span> <span class=\"rate\">{Figures.Percent(rate)}</span>"
        );
        return HeatCell.Create(
            i == j ? "hit" : "miss",
            rate,
            Button(i, j, $"{row[j]} {Figures.Percent(rate)}", content)
        );
    }

    private Markup Pairs()
    {
        var pairs = _metrics
            .Confusion.SelectMany(
                (row, i) =>
                    row.Select((count, j) => (Truth: i, Given: j, Count: count, Total: _metrics.PerClass[i].Support))
            )
            .Where(x => x.Truth != x.Given && x.Count > 0)
            .OrderByDescending(x => x.Count)
            .Take(WorstPairs);
        return Markup.Format(
            $"""
            {Table.Numbers(
                $"Classes most often taken for each other on {_images} (the whole matrix is in report.json)",
                ["True class", "Predicted as", "Images", "Share of the true class"],
                pairs.Select(x => Pair(x.Truth, x.Given, x.Count, x.Total))
            )}
            {(_cells.Count > 0 ? Markup.Format($"<p class=\"note\">{Invitation()}</p>") : Markup.Empty)}

            """
        );
    }

    private IEnumerable<Markup> Pair(int truth, int given, int count, int total) =>
        [
            Markup.Name(Class(truth)),
            Markup.Name(Class(given)),
            Button(truth, given, Figures.Count(count), Table.Text(Figures.Count(count))),
            Table.Text(Figures.Percent(total == 0 ? null : (double)count / total)),
        ];

    private string Class(int index) => _metrics.PerClass[index].Class;

    private string Invitation() => _cells.Count > 0 ? " Choose an underlined figure to see its images." : "";

    // The label begins with what is to be seen, for those who say aloud what they want to press.
    private Markup Button(int truth, int given, string figure, Markup content) =>
        !_places.TryGetValue((Class(truth), Class(given)), out int place)
            ? content
            : Markup.Format(
                $"""
                <button type="button" class="cell" aria-expanded="false" aria-controls="cell-{place}" aria-label="{figure} of {Class(
                    truth
                )} given {Class(given)}, show images">{content}</button>
                """
            );

    private static Markup Images(ConfusionCell cell, int place) =>
        Markup.Format(
            $"""
            <div class="panel filtered" id="cell-{place}" hidden><h3>{Markup.Name(cell.Truth)} {(
                cell.Truth == cell.Given
                    ? Markup.Format($"taken for what it is")
                    : Markup.Format($"taken for {Markup.Name(cell.Given)}")
            )}
            <small>{Figures.Plural(cell.Count, "image")}{(
                cell.Images.Count < cell.Count ? $", the surest {cell.Images.Count}" : ""
            )}</small></h3>
            <div class="strip">{cell.Images.Select(x =>
                Pictures.Small(
                    x.Picture,
                    Markup.Format($"{Figures.Number(x.Probability)}{Pictures.File(x.File)}"),
                    Filter.Keys([cell.Truth, cell.Given], x.Verdict)
                )
            )}</div></div>

            """
        );
}
