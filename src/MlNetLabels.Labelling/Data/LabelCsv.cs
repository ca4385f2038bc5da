using System.Globalization;
using MlNetLabels.Data;

namespace MlNetLabels.Labelling.Data;

/// <summary>
/// The list of labels, as all readers of datasets take it: <c>file,label</c> of classes; of label sets <c>file,labels</c>
/// where everything is known of every image in it, else a column of 1, 0 and blank for each label. Images that nobody
/// labelled are not in it. <c>who</c> and <c>when</c> are for people alone.
/// </summary>
internal static class LabelCsv
{
    public const string Who = "who",
        When = "when",
        WhenFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private const string File = "file",
        Label = "label",
        Labels = "labels";

    private static readonly char[] s_separators = [';', '|', ',', '['];

    /// <summary>The list; null where there is nothing in it yet.</summary>
    public static string? Write(LabelData data, IReadOnlyList<string> names)
    {
        LabelItem[] listed = [.. data.Items.Where(item => item.Answer.IsListed)];
        if (listed.Length == 0)
            return null;
        bool asLists = data.IsSets && CanBeLists(listed, names);
        // What else a table says could be taken for a label beside columns of labels.
        int[] carried =
        [
            .. data
                .Carried.Index()
                .Where(c => !data.IsSets || asLists || c.Item is "split" or "group" or "weight")
                .Select(c => c.Index),
        ];
        IEnumerable<string> header =
        [
            File,
            .. !data.IsSets ? [Label]
            : asLists ? [Labels]
            : names,
            .. carried.Select(c => data.Carried[c]),
            Who,
            When,
        ];
        return CsvText.Write(
            listed
                .Select(item =>
                    (IEnumerable<string>)
                        [
                            item.File,
                            .. Cells(item.Answer, data.IsSets, asLists, names),
                            .. carried.Select(c => item.Carried[c]),
                            item.Who ?? "",
                            Text(item.When),
                        ]
                )
                .Prepend(header)
        );
    }

    /// <summary>Images that were found to show no class, as a list; null where there are none or labels say so.</summary>
    public static string? WriteNegatives(LabelData data)
    {
        LabelItem[] none = data.IsSets ? [] : [.. data.Items.Where(item => item.Answer.Kind == AnswerKind.None)];
        return none.Length == 0
            ? null
            : CsvText.Write(
                none.Select(item => (IEnumerable<string>)[item.File, item.Who ?? "", Text(item.When)])
                    .Prepend([File, Who, When])
            );
    }

    /// <summary>Whether a file is a list that was written here.</summary>
    public static bool IsOwn(string path) =>
        Table.Read(path).Columns is var columns && columns.Contains(Who) && columns.Contains(When);

    /// <summary>What a list says of each file, read back as somebody may have changed it.</summary>
    /// <exception cref="InvalidInputException">It is no such list any more.</exception>
    public static IReadOnlyDictionary<string, Answer> Read(
        string path,
        LabelData data,
        IReadOnlyList<string> known,
        out IReadOnlyList<string> names
    )
    {
        var table = Table.Read(path);
        foreach (string column in data.IsSets ? [File] : new[] { File, Label })
            if (!table.Columns.Contains(column))
                throw new InvalidInputException(path, 1, $"there is no column '{column}' any more.");
        string[] columns = [.. table.Columns.Where(c => c is not (File or Who or When) && !data.Carried.Contains(c))];
        bool areLists = data.IsSets && table.Columns.Contains(Labels);
        var separator = areLists
            ? s_separators.Take(3).FirstOrDefault(c => table.Rows.Any(r => r[Labels].Contains(c)))
            : ';';
        string[][] lists =
        [
            .. table.Rows.Select(row =>
                areLists
                    ? row[Labels]
                        .Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                : data.IsSets ? [.. columns.Where(label => State(table, row, label) == true)]
                : row[Label].Length > 0 ? [row[Label]]
                : Array.Empty<string>()
            ),
        ];
        names =
            data.IsSets && !areLists ? columns : [.. lists.SelectMany(x => x).Distinct().Order(StringComparer.Ordinal)];
        string[] all = areLists ? [.. known.Union(names)] : [.. names];
        var answers = new Dictionary<string, Answer>(StringComparer.Ordinal);
        foreach (var (i, row) in table.Rows.Index())
        {
            string[] absent = areLists
                ? [.. all.Except(lists[i])]
                : [.. columns.Where(x => State(table, row, x) == false)];
            var answer =
                data.IsSets ? Answer.Set(lists[i], absent, all.Length)
                : lists[i] is [var one] ? Answer.Class(one)
                : Answer.Open;
            if (!answers.TryAdd(row[File].Replace('\\', '/'), answer))
                throw new InvalidInputException(path, row.Line, $"'{row[File]}' is listed twice.");
        }
        return answers;

        bool? State(Table table, TableRow row, string label) =>
            row[label].ToUpperInvariant() switch
            {
                _ when !data.IsSets => null,
                "1" or "1.0" or "TRUE" or "YES" => true,
                "0" or "0.0" or "FALSE" or "NO" => false,
                "" => null,
                var other => throw new InvalidInputException(
                    table.File,
                    row.Line,
                    $"label '{label}' is '{other}'; use 1 (there), 0 (not there) or nothing (unknown)."
                ),
            };
    }

    private static string Text(DateTimeOffset? when) =>
        when?.UtcDateTime.ToString(WhenFormat, CultureInfo.InvariantCulture) ?? "";

    private static bool CanBeLists(LabelItem[] listed, IReadOnlyList<string> names) =>
        !names.Any(name => name.AsSpan().ContainsAny(s_separators))
        && listed.All(item => item.Answer.Labels.Count + item.Answer.Absent.Count == names.Count)
        && listed.Any(item => item.Answer.Labels.Count > 0);

    private static IEnumerable<string> Cells(Answer answer, bool isSets, bool asLists, IReadOnlyList<string> names) =>
        !isSets ? answer.Labels
        : asLists ? [string.Join(';', answer.Labels)]
        : names.Select(name =>
            answer.Labels.Contains(name) ? "1"
            : answer.Absent.Contains(name) ? "0"
            : ""
        );
}
