using MlNetLabels.Data;

namespace MlNetLabels.Reports.Building;

/// <summary>What each given image was used for.</summary>
internal static class RowUses
{
    /// <summary>One entry per row of the data; null where the model was neither trained nor judged on it.</summary>
    public static Split?[] Find(ReportInput input)
    {
        var data = input.Data;
        var tested = input.Evaluation.Test.Data.Contents.ToHashSet();
        return
        [
            .. Enumerable
                .Range(0, data.Dataset.Rows.Count)
                .Select(i =>
                    input.Model.FindUse(data.Contents[i], data.Embeddings.Row(i))
                    ?? (tested.Contains(data.Contents[i]) ? Split.Test : null)
                ),
        ];
    }

    /// <summary>A use as the report names it.</summary>
    public static string Name(Split? use) =>
        use switch
        {
            Split.Train => "train",
            Split.Validation => "validation",
            Split.Test => "test",
            _ => "unused",
        };

    /// <summary>The classes or labels of a row.</summary>
    public static string[] Names(ImageDataset dataset, ImageRow row) =>
        [.. dataset.LabelNames.Where((_, k) => row.Labels[k] == LabelState.Present)];
}
