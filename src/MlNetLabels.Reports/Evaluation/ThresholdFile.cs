using System.Globalization;
using MlNetLabels.Data;

namespace MlNetLabels.Evaluation;

/// <summary>
/// Thresholds as a person gives them: one number for all labels, or a file with the columns <c>label</c> and
/// <c>threshold</c>.
/// </summary>
internal static class ThresholdFile
{
    internal const string Label = "label",
        Threshold = "threshold";

    /// <summary>The threshold of each label.</summary>
    /// <param name="given">A number in [0, 1], or the path of a CSV or JSON Lines file.</param>
    /// <param name="labels">
    /// The labels, in the order of the result; the file must name each of them once and no other.
    /// </param>
    /// <exception cref="InvalidInputException">Names file, line and fix.</exception>
    public static double[] Read(string given, IReadOnlyList<string> labels)
    {
        if (double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double all))
            return all is >= 0 and <= 1
                ? [.. labels.Select(_ => all)]
                : throw new InvalidInputException(
                    $"The threshold is {given}; a probability between 0 and 1 is wanted."
                );
        if (!File.Exists(given))
            throw new InvalidInputException(
                given,
                null,
                "there is no such file of thresholds; give one, or a number between 0 and 1."
            );

        var table = Table.Read(given);
        if (!table.Columns.Contains(Label) || !table.Columns.Contains(Threshold))
            throw new InvalidInputException(
                given,
                1,
                $"the columns '{Label}' and '{Threshold}' are wanted. Found: {string.Join(", ", table.Columns)}."
            );
        var thresholds = new Dictionary<string, double>();
        foreach (var row in table.Rows)
        {
            if (!labels.Contains(row[Label]))
                throw new InvalidInputException(
                    given,
                    row.Line,
                    $"label '{row[Label]}' has no predictions. Known: {string.Join(", ", labels)}."
                );
            if (
                !(
                    double.TryParse(row[Threshold], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    && value is >= 0 and <= 1
                )
            )
                throw new InvalidInputException(
                    given,
                    row.Line,
                    $"column '{Threshold}' is '{row[Threshold]}'; a probability between 0 and 1 is wanted."
                );
            if (!thresholds.TryAdd(row[Label], value))
                throw new InvalidInputException(given, row.Line, $"label '{row[Label]}' is listed twice.");
        }
        return
        [
            .. labels.Select(l =>
                thresholds.TryGetValue(l, out double value)
                    ? value
                    : throw new InvalidInputException(given, null, $"there is no threshold for label '{l}'.")
            ),
        ];
    }
}
