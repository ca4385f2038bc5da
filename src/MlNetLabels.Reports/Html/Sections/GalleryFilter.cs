using MlNetLabels.Models;

namespace MlNetLabels.Reports.Html.Sections;

/// <summary>Narrows the galleries to a text, a class or label, and a verdict; filter.js does it.</summary>
internal static class GalleryFilter
{
    private const int MostNames = 500;

    public static Markup Create(ReportContent report)
    {
        var own = report.Model.Classes.Count > 0 ? report.Model.Classes : report.Model.Labels;
        string[] verdicts = Enum.GetNames<Verdict>();
        return Markup.Format(
            $"""
            <form id="gallery-filter" class="controls" hidden>
            <label>File name contains <input type="search" name="text"></label>
            <label>Class or label <select name="name"><option value="">any</option>
            {own.Take(MostNames).Select(Option)}</select></label>
            <label>Verdict <select name="verdict"><option value="">any</option>{verdicts.Select(
                Option
            )}</select></label>
            <output class="note" aria-live="polite"></output></form>

            """
        );
    }

    private static Markup Option(string value) => Markup.Format($"<option value=\"{value}\">{value}</option>");
}
