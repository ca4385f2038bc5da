using MlNetLabels.Data;

namespace MlNetLabels.Labelling.Data;

/// <summary>Collects images, called as the list of labels will call them: as seen from its folder.</summary>
/// <param name="output">The list of labels.</param>
/// <param name="labelled">The dataset that says what is known; null for none.</param>
/// <param name="notes">What is to be said.</param>
internal sealed class ItemList(string output, ImageDataset? labelled, List<string> notes)
{
    private static readonly string[] s_uses = ["split", "group", "weight"];

    private readonly string _folder = Path.GetDirectoryName(output)!;
    private readonly List<LabelItem> _items = [];
    private readonly SortedSet<string> _classes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _unnamable = [];
    private readonly string[] _used = labelled is null ? [] : UsesOf(labelled);

    /// <summary>Further columns of a table.</summary>
    public IReadOnlyList<string> Carried { get; init; } = [];

    public void Note(string note) => notes.Add(note);

    /// <summary>An image, and its row in the dataset where it has one.</summary>
    public void Add(string path, ImageRow? row)
    {
        string[] cells = row is null ? [.. _used.Select(_ => "")] : [.. _used.Select(use => Cell(row, use))];
        Add(path, row is null ? Answer.Open : AnswerOf(row), cells);
    }

    /// <summary>A row of a table of classes.</summary>
    public void AddRow(string path, string label, string[] carried)
    {
        if (Add(path, label.Length == 0 ? Answer.Open : Answer.Class(label), carried) && label.Length > 0)
            _classes.Add(label);
    }

    public LabelData ToData(bool isSets, string folder, string? input)
    {
        if (_unnamable.Count > 0)
            notes.Add(
                $"Left out {_unnamable.Count} images whose names begin or end with a blank, which no list can hold, or are no "
                    + $"UTF-8, such as '{_unnamable[0]}'. Rename them."
            );
        return new LabelData
        {
            IsSets = isSets,
            Names = labelled?.LabelNames ?? [.. _classes],
            Items = _items,
            Carried = labelled is null ? Carried : _used,
            Notes = [.. labelled?.Notes ?? [], .. notes],
            Folder = folder,
            Output = output,
            Input = input,
        };
    }

    private bool Add(string path, Answer answer, string[] carried)
    {
        string file = LabelFiles.Seen(_folder, path);
        if (file != file.Trim() || file.Contains('\uFFFD'))
        {
            _unnamable.Add(file);
            return false;
        }
        if (!_seen.Add(file))
            return false;
        _items.Add(
            new LabelItem(_items.Count, file, path)
            {
                Given = answer,
                Answer = answer,
                Carried = carried,
            }
        );
        return true;
    }

    private Answer AnswerOf(ImageRow row)
    {
        var names = labelled!.LabelNames;
        var there = names.Where((_, k) => row.Labels[k] == LabelState.Present);
        if (labelled.Kind == TargetKind.Classes)
            return Answer.Class(there.Single());
        var missing = names.Where((_, k) => row.Labels[k] == LabelState.Absent);
        var answer = Answer.Set(there, missing, names.Count);
        return answer.Kind == AnswerKind.Unknown ? Answer.Open : answer;
    }

    private static string[] UsesOf(ImageDataset dataset) => [.. s_uses.Where(use => dataset.Rows.Any(Has(use)))];

    private static Func<ImageRow, bool> Has(string use) =>
        row =>
            use switch
            {
                "split" => row.Split is not null,
                "group" => row.Group is not null,
                _ => row.Weight != 1,
            };

    private static string Cell(ImageRow row, string use) =>
        use switch
        {
            "split" => row.Split?.ToString().ToLowerInvariant() ?? "",
            "group" => row.Group ?? "",
            _ => row.Weight.ToString("r", System.Globalization.CultureInfo.InvariantCulture),
        };
}
