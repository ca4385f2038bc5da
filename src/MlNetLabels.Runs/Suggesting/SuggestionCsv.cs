using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Reports;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Runs.Suggesting;

/// <summary>
/// Suggestions as a list to be labelled: blank where a person is to say what is there, and then read as data. Of label
/// sets each label has a column, since a blank list of labels would say that there are none.
/// </summary>
internal static class SuggestionCsv
{
    private static readonly string[] s_own = ["score", "reason"];

    // Of a list of suspects, what a person fills in.
    private const string SuspectAnswer = "correct";

    /// <param name="report">The suggestions.</param>
    /// <param name="files">The images as seen from the CSV.</param>
    /// <param name="labels">The labels of label sets; null for classes.</param>
    public static string Write(SuggestionReport report, IReadOnlyList<string> files, IReadOnlyList<string>? labels)
    {
        bool hasGroups = report.Images.Any(x => x.Group is not null);
        string[] asked = labels is null ? ["label"] : [.. labels],
            // A label may be called so.
            own = [.. s_own.Except(asked)];
        return CsvText.Write(
            report
                .Images.Select(
                    (x, i) =>
                        (IEnumerable<string>)
                            [
                                files[i],
                                .. asked.Select(_ => ""),
                                .. hasGroups ? [x.Group ?? ""] : Array.Empty<string>(),
                                .. own.Select(column => column == "score" ? Score(x) : Word(x.Reason)),
                            ]
                )
                .Prepend(["file", .. asked, .. hasGroups ? ["group"] : Array.Empty<string>(), .. own])
        );
    }

    /// <summary>Whether a file is such a list, or one of suspects, in which nobody has filled in anything yet.</summary>
    public static bool IsBlank(string file)
    {
        if (new FileInfo(file).Length == 0)
            return true;
        Table list;
        try
        {
            list = Table.Read(file);
        }
        catch (InvalidInputException)
        {
            return false;
        }
        string[] asked =
            list.Columns.Contains(SuspectAnswer) ? [SuspectAnswer]
            : list.Columns.Contains("reason") ? [.. list.Columns.Except(["file", "group", .. s_own])]
            : [];
        return asked.Length > 0 && list.Rows.All(row => asked.All(column => string.IsNullOrWhiteSpace(row[column])));
    }

    /// <summary>The labels that have a column each; null for classes, and where nothing is known yet.</summary>
    public static IReadOnlyList<string>? Labels(ImageDataset? data, ModelDescription? model) =>
        data is not null ? (data.Kind == TargetKind.LabelSets ? data.LabelNames : null)
        : model is { Softmax: null, Labels: { } labels } ? [.. labels.Names.Concat(labels.LeftOut.Keys)]
        : null;

    // Not 1.0 or 0.0, which would make a label of the column.
    private static string Score(SuggestedImage image) => image.Score.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Word(SuggestionReason reason) =>
        reason switch
        {
            SuggestionReason.NewClass => "new-class",
            SuggestionReason.Unsure => "unsure",
            _ => "typical",
        };
}
