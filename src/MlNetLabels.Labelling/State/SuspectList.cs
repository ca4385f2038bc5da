using MlNetLabels.Data;
using MlNetLabels.Labelling.Data;

namespace MlNetLabels.Labelling.State;

/// <summary>A label that the audit doubts.</summary>
internal sealed record Suspect(string? Label, string Given, string Suggested, string Probability);

/// <summary>
/// Suspected labels, as <c>evaluate</c> and <c>suggest</c> write them. What is answered fills their column <c>correct</c>,
/// so that <c>--corrections</c> reads it.
/// </summary>
internal sealed class SuspectList
{
    private const string Correct = "correct",
        LeaveOut = "-";

    private readonly string _path;
    private readonly bool _isSets;
    private readonly Dictionary<int, List<Suspect>> _open = [];
    private readonly HashSet<int> _all = [];

    private SuspectList(string path, bool isSets) => (_path, _isSets) = (path, isSets);

    /// <summary>Images with a suspect, the most doubtful first.</summary>
    public IReadOnlyList<int> Images { get; private set; } = [];

    /// <summary>Suspects of images that are not here.</summary>
    public int Strange { get; private set; }

    /// <exception cref="InvalidInputException">It is no such list.</exception>
    public static SuspectList Read(string path, LabelStore store)
    {
        var list = new SuspectList(Path.GetFullPath(path), store.Data.IsSets);
        var table = ReadTable(path, list._isSets);
        var images = new List<int>();
        foreach (var row in table.Rows)
        {
            if (Find(row, store) is not { } item)
            {
                list.Strange++;
                continue;
            }
            if (row[Correct].Length > 0)
                continue;
            if (list._all.Add(item.Index))
                images.Add(item.Index);
            if (!list._open.TryGetValue(item.Index, out var of))
                list._open[item.Index] = of = [];
            of.Add(new(list._isSets ? row["label"] : null, row["given"], row["suggested"], row["probability"]));
        }
        if (list.Strange > 0 && list.Strange == table.Rows.Count)
            throw new InvalidInputException(
                path,
                null,
                $"none of its {Counted.Of(list.Strange, "suspect")} is of an image of {store.Data.Folder}, such as "
                    + $"'{table.Rows[0]["file"]}'. Name the suspects of these images, or the images that they are of."
            );
        list.Images = images;
        return list;
    }

    public IReadOnlyList<Suspect> Of(int index) => _open.TryGetValue(index, out var suspects) ? suspects : [];

    /// <summary>Fills in what is settled, and leaves all else as it is.</summary>
    public void Write(LabelStore store)
    {
        var table = ReadTable(_path, _isSets);
        bool isChanged = false;
        var rows = new List<IEnumerable<string>> { table.Columns };
        foreach (var row in table.Rows)
        {
            string correct = row[Correct];
            if (Find(row, store) is { } item && _all.Contains(item.Index))
            {
                string now = store.Look(_ => item.IsAnswered ? Word(item.Answer, _isSets ? row["label"] : null) : "");
                isChanged |= now != correct;
                correct = now;
            }
            rows.Add([.. table.Columns.Select(column => column == Correct ? correct : row[column])]);
        }
        if (isChanged)
            AtomicFile.WriteText(_path, CsvText.Write(rows));
    }

    private static string Word(Answer answer, string? label) =>
        label is null ? (answer.Kind == AnswerKind.Labels ? answer.Labels[0] : LeaveOut)
        : answer.Labels.Contains(label) ? "present"
        : answer.Absent.Contains(label) ? "absent"
        : "unknown";

    // Called as the data call them, which the list of labels may see from elsewhere.
    private static LabelItem? Find(TableRow row, LabelStore store)
    {
        string file = row["file"].Replace('\\', '/');
        return store.Find(file)
            ?? store.Find(
                LabelFiles.Seen(
                    Path.GetDirectoryName(store.Data.Output)!,
                    Path.GetFullPath(Path.Combine(store.Data.Folder, file))
                )
            );
    }

    private static Table ReadTable(string path, bool isSets)
    {
        var table = Table.Read(path);
        string[] wanted = isSets
            ? ["file", "label", "given", "suggested", Correct]
            : ["file", "given", "suggested", Correct];
        return wanted.FirstOrDefault(column => !table.Columns.Contains(column)) is { } missing
            ? throw new InvalidInputException(
                path,
                1,
                $"there is no column '{missing}'; suspects are what evaluate writes as suspects.csv, or suggest --suspects."
            )
            : table;
    }
}
