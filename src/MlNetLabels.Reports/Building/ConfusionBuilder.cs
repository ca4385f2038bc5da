using System.Numerics.Tensors;

namespace MlNetLabels.Reports.Building;

/// <summary>The images behind the cells of the softmax head's confusion matrix.</summary>
internal static class ConfusionBuilder
{
    public static IReadOnlyList<ConfusionCell>? Build(ReportInput input, SmallPictures pictures)
    {
        var (test, outputs) = (input.Evaluation.Test, input.Evaluation.Outputs);
        if (test.Classes is not { } truth || outputs.ClassProbabilities is not { } probabilities)
            return null;
        var names = input.Model.Description.Softmax!.Classes;
        // Mistakes come first, since small pictures may run out.
        return
        [
            .. Enumerable
                .Range(0, truth.Length)
                .GroupBy(i => (Truth: truth[i], Given: TensorPrimitives.IndexOfMax<float>(probabilities.Row(i))))
                .OrderBy(cell => cell.Key.Truth == cell.Key.Given)
                .ThenByDescending(cell => cell.Count())
                .ThenBy(cell => cell.Key)
                .Take(ReportLimits.ConfusionCells)
                .Select(cell => new ConfusionCell(
                    names[cell.Key.Truth],
                    names[cell.Key.Given],
                    cell.Count(),
                    [
                        .. cell.OrderByDescending(i => probabilities[i, cell.Key.Given])
                            .ThenBy(i => i)
                            .Take(ReportLimits.GroupImages)
                            .Select(i => new CellImage(
                                test.Data.Dataset.Rows[i].File,
                                probabilities[i, cell.Key.Given],
                                pictures.Add(test.Data.Dataset.Rows[i].Path),
                                input.Model.Predict(outputs, i).Verdict.ToString()
                            )),
                    ]
                )),
        ];
    }
}
