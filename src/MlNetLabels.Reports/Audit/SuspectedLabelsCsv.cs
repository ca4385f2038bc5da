using System.Globalization;
using MlNetLabels.Reports;

namespace MlNetLabels.Audit;

/// <summary>
/// The whole list of suspected labels as CSV: the file, for label sets the label, what it is given, what it probably is,
/// how probably the given is wrong, and a blank column for what is correct.
/// </summary>
internal static class SuspectedLabelsCsv
{
    public const string FileName = "suspects.csv",
        Correct = "correct";

    public static string Write(LabelErrorsReport errors)
    {
        bool isSets = errors.Suspects.Any(x => x.Label is not null);
        string[] label = isSets ? ["label"] : [];
        return CsvText.Write(
            errors
                .Suspects.Select(x =>
                    (IEnumerable<string>)
                        [
                            x.Image.File,
                            .. isSets ? [x.Label ?? ""] : Array.Empty<string>(),
                            x.Given,
                            x.Suggested,
                            x.ProbabilityOfWrong?.ToString("0.###", CultureInfo.InvariantCulture) ?? "",
                            "",
                        ]
                )
                .Prepend(["file", .. label, "given", "suggested", "probability", Correct])
        );
    }
}
