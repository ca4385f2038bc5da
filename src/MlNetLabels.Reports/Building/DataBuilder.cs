using MlNetLabels.Data;

namespace MlNetLabels.Reports.Building;

/// <summary>The report's account of the images.</summary>
internal static class DataBuilder
{
    /// <summary>The path of data, where it has a name: dots are a folder that only this machine knows.</summary>
    public static string Named(string source) =>
        source.Length > 0 && source.All(c => c is '.' or '/' or '\\')
            ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source))) is { Length: > 0 } name
                ? name
                : source
            : source;

    public static DataReport Build(ReportInput input, Split?[] uses)
    {
        var training = input.Model.Description;
        var test = input.Evaluation.Test;
        return new DataReport
        {
            Source = Named(input.Data.Dataset.Source),
            Rows = input.Data.Dataset.Rows.Count,
            Splits = new SplitSizes(training.TrainRows, training.ValidationRows, test.Data.Dataset.Rows.Count),
            CrossFolds = training.CrossFolds > 0 ? training.CrossFolds : null,
            PerClass = PerClass(input.Data.Dataset, uses),
            NotJudged = test.NotJudged is { Count: > 0 } unknown ? unknown : null,
            Skipped = [.. input.Data.Skipped.Concat(input.Evaluation.Sets.SelectMany(s => s.Set.Skipped))],
            Warnings = [.. training.Warnings, .. test.Notes, .. input.Evaluation.Notes, .. input.Data.Dataset.Notes],
        };
    }

    private static ClassCounts[] PerClass(ImageDataset dataset, Split?[] uses)
    {
        var counts = new int[dataset.LabelNames.Count, 3];
        for (int i = 0; i < dataset.Rows.Count; i++)
        {
            if (uses[i] is not { } split)
                continue;
            for (int k = 0; k < dataset.LabelNames.Count; k++)
                if (dataset.Rows[i].Labels[k] == LabelState.Present)
                    counts[k, (int)split]++;
        }
        return
        [
            .. dataset.LabelNames.Select((name, k) => new ClassCounts(name, counts[k, 0], counts[k, 1], counts[k, 2])),
        ];
    }
}
