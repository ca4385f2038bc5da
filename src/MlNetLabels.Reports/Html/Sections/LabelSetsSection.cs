namespace MlNetLabels.Reports.Html.Sections;

/// <summary>How many labels images have and get, and which go together.</summary>
internal static class LabelSetsSection
{
    public static Markup Create(LabelSetsReport? sets) =>
        sets is not { Images: > 0 }
            ? Markup.Empty
            : Markup.Format(
                $"""
                <h3>How labels go together</h3>
                <div class="beside"><div class="charts">{Cardinality(sets)}</div><div>{Matrices(sets)}</div></div>
                {LeftOut(sets)}

                """
            );

    private static Markup LeftOut(LabelSetsReport sets) =>
        sets.LeftOut == 0
            ? Markup.Empty
            : Markup.Format(
                $"""
                <p class="note">{Figures.Plural(
                    sets.LeftOut,
                    "test image"
                )} left out here, since not all of their labels
                are known.</p>
                """
            );

    private static Markup Cardinality(LabelSetsReport sets) =>
        Chart.Create(
            "cardinality",
            [],
            Markup.Format($"Labels per image, true and given"),
            $"Bars of how many of {Figures.Plural(sets.Images, "test image")} have and get how many labels: "
                + $"{Figures.Number(Mean(sets.LabelsPerImageTrue), 2)} true and "
                + $"{Figures.Number(Mean(sets.LabelsPerImagePredicted), 2)} given on average.",
            Table.Numbers(
                "Images by number of labels",
                ["Labels", "True", "Given"],
                sets.LabelsPerImageTrue.Zip(sets.LabelsPerImagePredicted)
                    .Select(
                        (x, i) =>
                            (IEnumerable<Markup>)
                                [
                                    Markup.Format($"{i}"),
                                    Table.Text(Figures.Count(x.First)),
                                    Table.Text(Figures.Count(x.Second)),
                                ]
                    )
            )
        );

    private static double? Mean(IReadOnlyList<int> images) =>
        images.Sum() is > 0 and var all ? images.Select((n, labels) => (double)n * labels).Sum() / all : null;

    private static Markup Matrices(LabelSetsReport sets) =>
        sets.Labels.Count < 2
            ? Markup.Empty
            : Markup.Format(
                $"""
                {RadioButtons.Create("co-occurrence", "Labels", ("true", "true"), ("given", "given by the model"))}
                <div id="co-occurrence">{Matrix(
                    "true",
                    "Images that have both labels",
                    sets.Labels,
                    sets.CoOccurrenceTrue
                )}{Matrix("given", "Images that get both labels", sets.Labels, sets.CoOccurrencePredicted)}</div>
                <p class="note">The diagonal counts the images with the label; the shade is the share of the row's images.</p>
                """
            );

    private static Markup Matrix(
        string kind,
        string caption,
        IReadOnlyList<string> labels,
        IReadOnlyList<IReadOnlyList<int>> counts
    ) =>
        Markup.Format(
            $"""
            <div class="scroll {kind}" tabindex="0" role="region" aria-label="{caption}">
            <table class="heat small-cells"><caption>{caption}</caption>
            <thead><tr><td></td>{labels.Select(Column)}</tr></thead>
            <tbody>{labels.Select((x, i) => Row(x, i, counts[i]))}</tbody></table></div>

            """
        );

    private static Markup Column(string label) => Markup.Format($"<th scope=\"col\">{Markup.Name(label)}</th>");

    private static Markup Row(string label, int place, IReadOnlyList<int> counts)
    {
        int own = counts[place];
        var cells = counts.Select(
            (n, j) =>
                HeatCell.Create(j == place ? "self" : "hit", own == 0 ? null : (double)n / own, Markup.Format($"{n}"))
        );
        return Markup.Format($"<tr><th scope=\"row\">{Markup.Name(label)}</th>{cells}</tr>");
    }
}
