using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Reports.Checks;

namespace MlNetLabels.Reports.Building;

/// <summary>What the model gave for each test image, bounded and in an order that does not depend on the run.</summary>
internal static class ImageResultsBuilder
{
    public static ImageResults Build(ReportInput input)
    {
        var (test, outputs, model) = (input.Evaluation.Test, input.Evaluation.Outputs, input.Model.Description);
        int columns = Math.Max(1, Math.Max(model.Softmax?.Classes.Count ?? 0, model.Labels?.Names.Count ?? 0));
        int[] rows =
        [
            .. Enumerable
                .Range(0, outputs.Rows)
                .OrderBy(i => test.Data.Contents[i], StringComparer.Ordinal)
                .ThenBy(i => test.Data.Dataset.Rows[i].File, StringComparer.Ordinal)
                .Take(Math.Min(ReportLimits.ResultImages, ReportLimits.ResultCells / columns)),
        ];
        return new ImageResults
        {
            Images = outputs.Rows,
            Contents = [.. rows.Select(i => test.Data.Contents[i][..ResultChecks.ContentDigits])],
            Files = [.. rows.Select(i => test.Data.Dataset.Rows[i].File)],
            Groups = [.. rows.Select(i => test.Groups[i])],
            Softmax = test.Classes is not { } classes
                ? null
                : Head(
                    rows,
                    model.Softmax!.Classes,
                    LabelMatrix.FromClasses(classes, model.Softmax.Classes.Count),
                    outputs.ClassProbabilities!,
                    []
                ),
            Labels = test.Labels is not { } labels
                ? null
                : Head(
                    rows,
                    model.Labels!.Names,
                    labels,
                    outputs.LabelProbabilities!,
                    [.. model.Labels.Thresholds.Select(t => t.Threshold)]
                ),
        };
    }

    private static HeadResults Head(
        int[] rows,
        IReadOnlyList<string> names,
        LabelMatrix truth,
        Matrix probabilities,
        double[] thresholds
    )
    {
        var states = new char[rows.Length * names.Count];
        var values = new float[states.Length];
        for (int r = 0; r < rows.Length; r++)
        for (int k = 0; k < names.Count; k++)
        {
            states[r * names.Count + k] = truth[rows[r], k] switch
            {
                LabelState.Present => '1',
                LabelState.Absent => '0',
                _ => '?',
            };
            values[r * names.Count + k] = probabilities[rows[r], k];
        }
        return new HeadResults(names, new string(states), ProbabilityText.Write(values), thresholds);
    }
}
