using MlNetLabels.Models;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>Narrows what a section shows to a text, a class or label, and a verdict; filter.js does it.</summary>
internal static class Filter
{
    private const int MostNames = 500;

    /// <param name="report">Whose classes or labels can be chosen.</param>
    public static Markup Create(ReportContent report)
    {
        var own = report.Model.Classes.Count > 0 ? report.Model.Classes : report.Model.Labels;
        return Markup.Format(
            $"""
            <form class="filter controls" hidden>
            <label>File name contains <input type="search" name="text"></label>
            <label>Class or label <select name="name"><option value="">any</option>
            {own.Take(MostNames).Select(Option)}</select></label>{Verdicts()}
            <output class="note" aria-live="polite"></output></form>

            """
        );
    }

    /// <summary>What filter.js looks at: a name fits where it is true of the image or was given to it.</summary>
    public static Markup Keys(IEnumerable<string> names, string? verdict = null) =>
        verdict is null
            ? Markup.Format($" data-names=\"{string.Join('\n', names.Distinct())}\"")
            : Markup.Format($" data-names=\"{string.Join('\n', names.Distinct())}\" data-verdict=\"{verdict}\"");

    private static Markup Verdicts() =>
        Markup.Format(
            $"""
            <label>Verdict <select name="verdict"><option value="">any</option>{Enum.GetNames<Verdict>()
                .Select(Option)}</select></label>
            """
        );

    private static Markup Option(string value) => Markup.Format($"<option value=\"{value}\">{value}</option>");
}
