using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>
/// What somebody found to be correct of a dataset's labels: a CSV with the columns <c>file</c> and <c>correct</c>, for
/// label sets <c>label</c> too, as <c>evaluate</c> lists suspects. Rows without an answer change nothing.
/// </summary>
internal static class Corrections
{
    private const string File = "file",
        Label = "label",
        Answer = "correct",
        LeaveOut = "-";

    /// <summary>The dataset with all corrections made.</summary>
    /// <param name="table">The CSV, as <see cref="Read"/> gives it.</param>
    /// <param name="data">What it corrects; files are called as there.</param>
    /// <param name="note">Told how many were made.</param>
    public static EmbeddedDataset Apply(Table table, EmbeddedDataset data, Action<string> note)
    {
        var (rows, leftOut, made) = Correct(table, data.Dataset);
        note(
            $"{table.File}: {made} of {table.Rows.Count} suspects were answered and corrected. "
                + "Whatever else reads these data, train or evaluate, needs the same --corrections."
        );
        return Keep(data, rows, leftOut);
    }

    /// <summary>The corrected rows, which of them to leave out, and how many corrections there are.</summary>
    /// <exception cref="InvalidInputException">A correction is of no image or no label, or not one that can be made.</exception>
    public static (ImageRow[] Rows, HashSet<int> LeftOut, int Made) Correct(Table table, ImageDataset dataset)
    {
        string path = table.File;
        bool isSets = dataset.Kind == TargetKind.LabelSets;
        var rowOf = dataset.Rows.Index().ToDictionary(r => r.Item.File, r => r.Index);
        var rows = dataset.Rows.ToArray();
        var leftOut = new HashSet<int>();
        var made = new Dictionary<(int Row, string Label), int>();
        foreach (var given in table.Rows.Where(r => r[Answer].Length > 0))
        {
            if (!rowOf.TryGetValue(given[File].Replace('\\', '/'), out int i))
                throw new InvalidInputException(
                    path,
                    given.Line,
                    $"'{given[File]}' is none of the images of {dataset.Source}; name it as that does, such as {dataset.Rows[0].File}."
                );
            if (!made.TryAdd((i, isSets ? given[Label] : ""), given.Line))
                throw new InvalidInputException(
                    path,
                    given.Line,
                    $"'{given[File]}' is corrected already in line {made[(i, isSets ? given[Label] : "")]}."
                );
            if (given[Answer] == LeaveOut)
                leftOut.Add(i);
            else
                rows[i] = rows[i] with
                {
                    Labels = isSets ? WithState(path, given, dataset, rows[i]) : WithClass(path, given, dataset),
                };
        }
        return (rows, leftOut, made.Count);
    }

    /// <summary>The CSV, with the columns that the kind of dataset needs.</summary>
    public static Table Read(string path, bool isSets)
    {
        var table = Table.Read(path);
        foreach (string column in isSets ? [File, Label, Answer] : new[] { File, Answer })
            if (!table.Columns.Contains(column))
                throw new InvalidInputException(
                    path,
                    1,
                    $"there is no column '{column}'. Found: {string.Join(", ", table.Columns)}."
                );
        return table;
    }

    private static EmbeddedDataset Keep(EmbeddedDataset data, ImageRow[] rows, HashSet<int> leftOut)
    {
        var corrected = data with { Dataset = data.Dataset with { Rows = rows } };
        return leftOut.Count == 0
            ? corrected
            : corrected.Select([.. Enumerable.Range(0, rows.Length).Where(i => !leftOut.Contains(i))]);
    }

    private static LabelState[] WithClass(string path, TableRow given, ImageDataset dataset) =>
        dataset.LabelNames.Contains(given[Answer])
            ? [.. dataset.LabelNames.Select(n => n == given[Answer] ? LabelState.Present : LabelState.Absent)]
            : throw Unknown(path, given, $"a class ({string.Join(", ", dataset.LabelNames)})", dataset.LabelNames);

    private static LabelState[] WithState(string path, TableRow given, ImageDataset dataset, ImageRow row)
    {
        int k = dataset.LabelNames.ToList().IndexOf(given[Label]);
        if (k < 0)
            throw new InvalidInputException(
                path,
                given.Line,
                $"there is no label '{given[Label]}'. There are: {string.Join(", ", dataset.LabelNames)}."
                    + Suggestion.For(given[Label], dataset.LabelNames)
            );
        LabelState[] states = [.. row.Labels];
        states[k] = given[Answer] switch
        {
            "present" => LabelState.Present,
            "absent" => LabelState.Absent,
            "unknown" => LabelState.Unknown,
            _ => throw Unknown(path, given, "present, absent or unknown", ["present", "absent", "unknown"]),
        };
        return states;
    }

    private static InvalidInputException Unknown(
        string path,
        TableRow given,
        string wanted,
        IEnumerable<string> known
    ) =>
        new(
            path,
            given.Line,
            $"'{given[Answer]}' is not {wanted}.{Suggestion.For(given[Answer], known)} Leave it blank to change nothing, or write "
                + $"{LeaveOut} to leave the image out."
        );
}
