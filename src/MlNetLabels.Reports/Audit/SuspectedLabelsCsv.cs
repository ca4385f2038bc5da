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

    public static string Write(LabelErrorsReport errors) =>
        Write([.. errors.Suspects.Select(x => (x.Image.File, x.Label, x.Given, x.Suggested, x.ProbabilityOfWrong))]);

    public static string Write(
        IReadOnlyList<(string File, string? Label, string Given, string Suggested, double? Probability)> suspects
    )
    {
        bool isSets = suspects.Any(x => x.Label is not null);
        string[] label = isSets ? ["label"] : [];
        return CsvText.Write(
            suspects
                .Select(x =>
                    (IEnumerable<string>)
                        [
                            x.File,
                            .. isSets ? [x.Label ?? ""] : Array.Empty<string>(),
                            x.Given,
                            x.Suggested,
                            x.Probability?.ToString("0.###", CultureInfo.InvariantCulture) ?? "",
                            "",
                        ]
                )
                .Prepend(["file", .. label, "given", "suggested", "probability", Correct])
        );
    }
}
