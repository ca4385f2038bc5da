namespace MlNetLabels.Data.Formats;

/// <summary>A column such as fastai's <c>is_valid</c>: 1 for images of one split, 0 for all others.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Yes">What 1 says.</param>
/// <param name="No">What 0 says.</param>
internal sealed record SplitFlag(string Column, Split Yes, Split No)
{
    private static readonly Dictionary<string, (Split Yes, Split No)> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        [ColumnNames.IsValid] = (Split.Validation, Split.Train),
        [ColumnNames.IsVal] = (Split.Validation, Split.Train),
        [ColumnNames.IsValidation] = (Split.Validation, Split.Train),
        [ColumnNames.IsTest] = (Split.Test, Split.Train),
        [ColumnNames.IsTrain] = (Split.Train, Split.Test),
        [ColumnNames.IsTraining] = (Split.Train, Split.Test),
    };

    /// <summary>How it is read, for people.</summary>
    public string Meaning =>
        $"'{Column}' (1 is {Yes.ToString().ToLowerInvariant()}, 0 is {No.ToString().ToLowerInvariant()})";

    /// <summary>The one such column; null where there is none, or several, which may contradict each other.</summary>
    public static SplitFlag? Find(IEnumerable<string> columns) =>
        columns.Where(s_names.ContainsKey).ToArray() is [var one]
            ? new SplitFlag(one, s_names[one].Yes, s_names[one].No)
            : null;

    public Split Read(Table table, TableRow row) =>
        LabelCells.Parse(row[Column]) switch
        {
            LabelState.Present => Yes,
            LabelState.Absent => No,
            _ => throw new InvalidInputException(
                table.File,
                row.Line,
                $"'{Column}' says which images are of a split, but is '{row[Column]}'; use 1 or 0, or leave the column out "
                    + $"with --ignore-columns."
            ),
        };
}
