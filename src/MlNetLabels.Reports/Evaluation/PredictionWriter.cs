using System.Globalization;
using System.Text;
using CsvHelper;
using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Evaluation;

/// <summary>
/// Writes a model's own predictions in the format of <see cref="PredictionReader"/>, to every digit, so that others can
/// judge them.
/// </summary>
internal static class PredictionWriter
{
    /// <summary>Names of the files in the folder.</summary>
    public const string SoftmaxFile = "softmax.csv",
        LabelsFile = "labels.csv",
        ThresholdsFile = "thresholds.csv";

    /// <summary>
    /// Writes <c>softmax.csv</c>, and <c>labels.csv</c> with <c>thresholds.csv</c>, as far as the model has those
    /// heads.
    /// </summary>
    /// <param name="evaluation">What the model gave for the test images.</param>
    /// <param name="folder">Made where it is missing.</param>
    public static void Write(ModelEvaluation evaluation, string folder)
    {
        var description = evaluation.Model.Description;
        var test = evaluation.Test;
        using var files = new OutputFiles();
        if (test.Classes is { } classes)
        {
            var names = description.Softmax!.Classes;
            WriteTable(
                files,
                Path.Combine(folder, SoftmaxFile),
                test,
                [PredictionReader.Label],
                i => [names[classes[i]]],
                names,
                evaluation.Outputs.ClassProbabilities!
            );
        }
        if (test.Labels is { } labels)
        {
            var heads = description.Labels!;
            WriteTable(
                files,
                Path.Combine(folder, LabelsFile),
                test,
                heads.Names.Select(n => PredictionReader.TruthPrefix + n),
                i => Cells(labels.Row(i)),
                heads.Names,
                evaluation.Outputs.LabelProbabilities!
            );
            WriteCsv(
                files,
                Path.Combine(folder, ThresholdsFile),
                [
                    [ThresholdFile.Label, ThresholdFile.Threshold],
                    .. heads.Thresholds.Select(t => (IEnumerable<string>)[t.Label, Number(t.Threshold)]),
                ]
            );
        }
        files.Complete();
    }

    private static void WriteTable(
        OutputFiles files,
        string path,
        TestSet test,
        IEnumerable<string> truthColumns,
        Func<int, string[]> truth,
        IReadOnlyList<string> names,
        Matrix probabilities
    ) =>
        WriteCsv(
            files,
            path,
            [
                [
                    PredictionReader.File,
                    PredictionReader.Group,
                    .. truthColumns,
                    .. names.Select(n => PredictionReader.ProbabilityPrefix + n),
                ],
                .. Enumerable
                    .Range(0, probabilities.Rows)
                    .Select(i =>
                        (IEnumerable<string>)
                            [
                                test.Data.Dataset.Rows[i].File,
                                Number(test.Groups[i]),
                                .. truth(i),
                                .. probabilities.Row(i).ToArray().Select(p => Number(p)),
                            ]
                    ),
            ]
        );

    private static string[] Cells(ReadOnlySpan<LabelState> states)
    {
        var cells = new string[states.Length];
        for (int k = 0; k < cells.Length; k++)
            cells[k] = states[k] switch
            {
                LabelState.Present => "1",
                LabelState.Absent => "0",
                _ => "",
            };
        return cells;
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void WriteCsv(OutputFiles files, string path, IEnumerable<IEnumerable<string>> rows) =>
        files.Add(
            path,
            stream =>
            {
                using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
                using var csv = new CsvWriter(
                    text,
                    new CsvHelper.Configuration.CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }
                );
                foreach (var row in rows)
                {
                    foreach (string cell in row)
                        csv.WriteField(cell);
                    csv.NextRecord();
                }
            }
        );
}
