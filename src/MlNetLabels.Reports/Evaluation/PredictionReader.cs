using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Metrics;

namespace MlNetLabels.Evaluation;

/// <summary>
/// Reads predictions from CSV or JSON Lines. Truth is either a column <c>label</c> with the class, or one 0/1/blank
/// column per label, named as the label or <c>truth:</c> and the label (blank = unknown). Each class or label has a
/// column <c>p:</c> and its name with its probability. Optional: <c>file</c>, which is not read, and <c>group</c>. Any
/// other column is an error, so that no misspelt one goes unread.
/// </summary>
internal static class PredictionReader
{
    /// <summary>What a probability column's name starts with.</summary>
    public const string ProbabilityPrefix = "p:";

    /// <summary>
    /// What a label's truth column may start with; needed where a label is named like another column.
    /// </summary>
    public const string TruthPrefix = "truth:";

    internal const string File = "file",
        Label = "label",
        Group = "group";

    /// <summary>Reads <paramref name="path"/>.</summary>
    /// <exception cref="InvalidInputException">Names file, line, column and fix.</exception>
    public static GivenPredictions Read(string path)
    {
        if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException(
                path,
                null,
                "a JSON document is no list of predictions: those are CSV or JSON Lines (.jsonl), a row per image. evaluate "
                    + "--predictions-output writes them."
            );
        var table = Table.Read(path);
        if (table.Rows.Count == 0)
            throw new InvalidInputException(
                path,
                null,
                "there are no rows below the header. Add a line for each image."
            );
        string[] names =
        [
            .. table
                .Columns.Where(c => c.StartsWith(ProbabilityPrefix, StringComparison.Ordinal))
                .Select(c => c[ProbabilityPrefix.Length..]),
        ];
        if (names.Length == 0)
            throw new InvalidInputException(
                path,
                1,
                $"there is no probability column; name them '{ProbabilityPrefix}NAME'. Found: {string.Join(", ", table.Columns)}."
            );

        bool isClasses = table.Columns.Contains(Label) && !names.Contains(Label);
        string[] truthColumns = isClasses ? [Label] : [.. names.Select(n => TruthColumn(table, n))];
        CheckColumns(table, truthColumns, isClasses);
        double[] probabilities =
        [
            .. table.Rows.SelectMany(row => names.Select(name => Probability(table, row, ProbabilityPrefix + name))),
        ];
        if (isClasses)
            CheckSums(table, probabilities, names.Length);
        return new GivenPredictions
        {
            Source = path,
            Names = names,
            Classes = isClasses ? ReadClasses(table, names) : null,
            Labels = isClasses ? null : ReadLabels(table, truthColumns),
            Probabilities = probabilities,
            Groups = ReadGroups(table),
        };
    }

    private static string TruthColumn(Table table, string name)
    {
        string prefixed = TruthPrefix + name;
        bool hasPrefixed = table.Columns.Contains(prefixed),
            hasBare = table.Columns.Contains(name) && name is not (File or Group);
        return (hasPrefixed, hasBare) switch
        {
            (true, true) => throw new InvalidInputException(
                table.File,
                1,
                $"the truth of label '{name}' is given twice, as '{name}' and as '{prefixed}'; keep one."
            ),
            (true, false) => prefixed,
            (false, true) => name,
            _ => throw new InvalidInputException(
                table.File,
                1,
                $"'{ProbabilityPrefix}{name}' has no truth: add a column '{Label}' with the class of each image, or a "
                    + $"0/1 column '{prefixed}'."
            ),
        };
    }

    private static void CheckColumns(Table table, string[] truthColumns, bool isClasses)
    {
        string[] strangers =
        [
            .. table.Columns.Where(c =>
                c is not (File or Group)
                && !c.StartsWith(ProbabilityPrefix, StringComparison.Ordinal)
                && !truthColumns.Contains(c)
            ),
        ];
        if (strangers.Length == 0)
            return;
        throw new InvalidInputException(
            table.File,
            1,
            isClasses
                ? $"column '{strangers[0]}' is not understood beside '{Label}'; probability columns are named "
                    + $"'{ProbabilityPrefix}CLASS', and '{File}' and '{Group}' are all else."
                : $"column '{strangers[0]}' has no probability column '{ProbabilityPrefix}{Bare(strangers[0])}'; add "
                    + $"it, or remove the column."
        );
    }

    private static string Bare(string column) =>
        column.StartsWith(TruthPrefix, StringComparison.Ordinal) ? column[TruthPrefix.Length..] : column;

    private static double Probability(Table table, TableRow row, string column) =>
        double.TryParse(row[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
        && value is >= 0 and <= 1
            ? value
            : throw new InvalidInputException(
                table.File,
                row.Line,
                $"column '{column}' is '{row[column]}'; a probability between 0 and 1 is wanted."
            );

    private static void CheckSums(Table table, double[] probabilities, int classes)
    {
        for (int i = 0; i < table.Rows.Count; i++)
        {
            double sum = 0;
            foreach (double p in probabilities.AsSpan(i * classes, classes))
                sum += p;
            if (Math.Abs(sum - 1) > MulticlassPredictions.RowSumTolerance)
                throw new InvalidInputException(
                    table.File,
                    table.Rows[i].Line,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the class probabilities in the columns '{ProbabilityPrefix}...' sum to {sum:G6}, not to 1. "
                            + $"Give probabilities of all classes; for labels that are independent give 0/1 columns "
                            + $"instead of '{Label}'."
                    )
                );
        }
    }

    private static int[] ReadClasses(Table table, string[] names) =>
        [
            .. table.Rows.Select(row =>
                Array.IndexOf(names, row[Label]) is >= 0 and int k
                    ? k
                    : throw new InvalidInputException(
                        table.File,
                        row.Line,
                        $"column '{Label}' is '{row[Label]}', which has no column '{ProbabilityPrefix}{row[Label]}'. "
                            + $"Known: {string.Join(", ", names)}."
                    )
            ),
        ];

    private static LabelMatrix ReadLabels(Table table, string[] columns)
    {
        var truth = new LabelMatrix(table.Rows.Count, columns.Length);
        for (int i = 0; i < truth.Rows; i++)
        for (int k = 0; k < columns.Length; k++)
            truth[i, k] = table.Rows[i][columns[k]] switch
            {
                "1" => LabelState.Present,
                "0" => LabelState.Absent,
                "" => LabelState.Unknown,
                var other => throw new InvalidInputException(
                    table.File,
                    table.Rows[i].Line,
                    $"column '{columns[k]}' is '{other}'; use 1 (there), 0 (not there) or nothing (unknown)."
                ),
            };
        return truth;
    }

    private static int[] ReadGroups(Table table)
    {
        var firsts = new Dictionary<string, int>();
        var groups = new int[table.Rows.Count];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = i;
            if (table.Rows[i][Group] is { Length: > 0 } name && !firsts.TryAdd(name, i))
                groups[i] = firsts[name];
        }
        return groups;
    }
}
