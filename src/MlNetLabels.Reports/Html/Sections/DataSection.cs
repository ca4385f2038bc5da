using MlNetLabels.Data;
using MlNetLabels.Reports.Text;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>What went in and what could not.</summary>
internal static class DataSection
{
    public const string Id = "data";
    private const int SkippedShown = 200;

    public static Section Of(EvaluationReport report)
    {
        var data = report.Data;
        return new(Id, "Data", "What the model was trained and judged on, and what could not be used.", Markup.Of($"""
            <dl class="stats"><div><dt>Images</dt><dd>{Figures.Count(data.Rows)}</dd></div><div><dt>Training</dt><dd>{Figures.Count(data.Splits.Train)}</dd></div>
            <div><dt>Validation</dt><dd>{Figures.Count(data.Splits.Validation)}</dd></div><div><dt>Test</dt><dd>{Figures.Count(data.Splits.Test)}</dd></div>
            <div><dt>Skipped</dt><dd>{Figures.Count(data.Skipped.Count)}</dd></div></dl>
            {(data.Warnings.Count == 0 ? Markup.Empty : Markup.Of($"<ul class=\"warnings\">{data.Warnings.Select(x => Markup.Of($"<li>{Markup.Name(x)}</li>"))}</ul>"))}
            {PerClass(data.PerClass)}
            {Skipped(data.Skipped)}
            """));
    }

    private static Markup PerClass(IReadOnlyList<ClassCounts> classes) => classes.Count == 0 ? Markup.Empty : Table.Numbers("Images by class or label", ["Class or label", "Training", "Validation", "Test", "All"],
        classes.Select(x => (IEnumerable<Markup>)
            [Markup.Name(x.Name), Table.Text(Figures.Count(x.Train)), Table.Text(Figures.Count(x.Validation)), Table.Text(Figures.Count(x.Test)), Table.Text(Figures.Count(x.Train + x.Validation + x.Test))]));

    private static Markup Skipped(IReadOnlyList<SkippedFile> skipped) => skipped.Count == 0 ? Markup.Of($"<p class=\"note\">No file was skipped.</p>") : Markup.Of($"""
        {Table.Words("Skipped files", ["File", "Reason"], skipped.Take(SkippedShown).Select(x => (IEnumerable<Markup>)[Markup.Name(x.File), Markup.Name(x.Reason)]))}
        {(skipped.Count > SkippedShown ? Markup.Of($"<p class=\"note\">{Figures.Count(skipped.Count - SkippedShown)} more are listed in report.json.</p>") : Markup.Empty)}
        """);
}
