using MlNetLabels.Labelling.Data;
using MlNetLabels.Labelling.Journal;

namespace MlNetLabels.Labelling.State;

/// <summary>What the lines of a journal make of the data, one after the other. Changed under the store's lock alone.</summary>
internal sealed class AnswerSheet
{
    private readonly List<string> _names;
    private readonly Dictionary<string, LabelItem> _byFile;
    private readonly Dictionary<long, JournalLine> _answers = [];
    private readonly Dictionary<string, Stack<long>> _ofWindow = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Stack<long>> _ofItem = [];
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private HashSet<LabelItem> _unsaved = [],
        _savedLast = [];

    public AnswerSheet(LabelData data, IEnumerable<JournalLine> lines)
    {
        _names = [.. data.Names];
        _byFile = data.Items.ToDictionary(item => item.File, StringComparer.Ordinal);
        foreach (var item in data.Items)
            (item.Saved, item.SavedBefore) = (item.Given, item.Given);
        foreach (var line in lines)
            Apply(line);
        foreach (var item in data.Items)
            Compare(item);
    }

    public IReadOnlyList<string> Names => _names;

    /// <summary>Answers of images that are not among the data.</summary>
    public int Gone => _gone.Count;

    /// <summary>SHA-256 of the list of labels as it was written last, and the time before; both may be in place after a kill.</summary>
    public (string? Last, string? Before) SavedHashes { get; private set; }

    /// <summary>The last line whose answers are not in the list of labels yet; 0 for none.</summary>
    public long Unsaved { get; set; }

    public LabelItem? Find(string file) => _byFile.GetValueOrDefault(file);

    /// <summary>The images of a line that are among the data.</summary>
    public IEnumerable<LabelItem> Items(JournalLine line) =>
        (line.Answers ?? []).Select(change => Find(change.File)).OfType<LabelItem>();

    /// <summary>The last line of a window that it did not take back; null for none.</summary>
    public JournalLine? LastOf(string window) =>
        _ofWindow.TryGetValue(window, out var stack) && stack.TryPeek(out long last) ? _answers[last] : null;

    /// <summary>Whether a line is the last word on all of its images.</summary>
    public bool IsLastWord(JournalLine line) => Items(line).All(item => _ofItem[item.Index].Peek() == line.Seq);

    /// <summary>Lets a window go on to the answer before: others have changed this one.</summary>
    public void Forget(string window) => _ofWindow[window].Pop();

    public void Apply(JournalLine line)
    {
        if (line.Added is { } name && !_names.Contains(name, StringComparer.Ordinal))
            _names.Add(name);
        if (line.Saved is { } hash)
            Save(hash);
        if (line.Answers is not { } changes)
            return;
        Unsaved = line.Seq;
        foreach (var change in changes)
            Apply(line, change);
        if (line.Window is not { } window)
            return;
        var stack = Of(_ofWindow, window);
        if (line.Undoes is null)
        {
            _answers[line.Seq] = line;
            stack.Push(line.Seq);
        }
        else if (stack.TryPeek(out long undone) && undone == line.Undoes)
            stack.Pop();
    }

    private void Save(string hash)
    {
        SavedHashes = (hash, SavedHashes.Last);
        Unsaved = 0;
        foreach (var item in _savedLast)
            item.SavedBefore = item.Saved;
        foreach (var item in _unsaved)
            (item.SavedBefore, item.Saved) = (item.Saved, item.Answer);
        (_savedLast, _unsaved) = (_unsaved, []);
    }

    private void Apply(JournalLine line, AnswerChange change)
    {
        if (Find(change.File) is not { } item)
        {
            _gone.Add(change.File);
            return;
        }
        // Data that were changed since may know fewer.
        _names.AddRange(change.Answer.Labels.Concat(change.Answer.Absent).Except(_names));
        _unsaved.Add(item);
        item.Answer = change.Answer;
        item.Version = line.Seq;
        item.Edited = null;
        item.GivenThen = change.Given ?? Answer.Open;
        var history = Of(_ofItem, item.Index);
        if (line.Undoes is null)
            history.Push(line.Seq);
        else if (history.Count > 0)
            history.Pop();
        // Where all of them are taken back, the data have the word again.
        item.IsAnswered = history.Count > 0 && item.Answer.IsDone;
        // Who edited a list, and when, nobody knows here.
        bool isSigned = item.IsAnswered && !line.Edited;
        item.Who = isSigned ? line.Who : null;
        item.When = isSigned ? line.When : null;
    }

    // The data may have been changed since an image of theirs was answered.
    private static void Compare(LabelItem item)
    {
        if (item.GivenThen is { } then && !item.Given.IsListedAs(then) && !item.Given.IsListedAs(item.Answer))
            item.Edited = item.Given;
    }

    private static Stack<long> Of<TKey>(Dictionary<TKey, Stack<long>> all, TKey key)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out var stack))
            all[key] = stack = new();
        return stack;
    }
}
