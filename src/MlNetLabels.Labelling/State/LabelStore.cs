using MlNetLabels.Labelling.Data;
using MlNetLabels.Labelling.Journal;

namespace MlNetLabels.Labelling.State;

/// <summary>
/// Every image and what is said of it: the data, and over them the journal. A change is on disk before it counts. Thread-safe.
/// </summary>
internal sealed class LabelStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LabelData _data;
    private readonly JournalFile _journal;
    private readonly TimeProvider _time;
    private readonly string _who;
    private readonly List<string> _names;
    private readonly Dictionary<string, LabelItem> _byFile;
    private readonly Dictionary<long, JournalLine> _answers = [];
    private readonly Dictionary<string, Stack<long>> _ofWindow = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Stack<long>> _ofItem = [];
    private readonly HashSet<LabelItem> _unsaved = [];
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    public LabelStore(LabelData data, string who, TimeProvider time)
    {
        (_data, _who, _time) = (data, who, time);
        _names = [.. data.Names];
        _byFile = data.Items.ToDictionary(item => item.File, StringComparer.Ordinal);
        foreach (var item in data.Items)
            item.Saved = item.Given;
        _journal = JournalFile.Open(
            LabelFiles.JournalOf(data.Output),
            data.IsSets,
            who,
            time.GetUtcNow(),
            out var lines
        );
        foreach (var line in lines)
            Apply(line);
        foreach (var item in data.Items)
            Compare(item);
    }

    public LabelData Data => _data;

    public JournalFile Journal => _journal;

    /// <summary>Answers in the journal of images that are not among the data.</summary>
    public int Gone => _gone.Count;

    /// <summary>SHA-256 of the list of labels as it was written last, and the time before; both may be in place after a kill.</summary>
    public (string? Last, string? Before) SavedHashes { get; private set; }

    /// <summary>The last line whose answers are not in the list of labels yet; 0 for none.</summary>
    public long Unsaved { get; private set; }

    public long Version
    {
        get
        {
            lock (_lock)
                return _journal.Last;
        }
    }

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_lock)
                return [.. _names];
        }
    }

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Answers images, all or none of them.</summary>
    /// <param name="seen">The images, as the window saw them.</param>
    /// <param name="answer">What it says of all of them.</param>
    /// <param name="window">The window.</param>
    /// <exception cref="ArgumentException">There is no such image, or no such answer.</exception>
    public Outcome Record(IReadOnlyList<Seen> seen, Answer answer, string window)
    {
        lock (_lock)
        {
            LabelItem[] items = [.. seen.DistinctBy(x => x.Index).Select(x => At(x.Index))];
            Check(answer, items);
            if (seen.Any(x => At(x.Index).Version != x.Version))
                return new(0, [.. items.Select(Shown)]);
            return Done(
                new()
                {
                    Seq = _journal.Last + 1,
                    When = _time.GetUtcNow(),
                    Who = _who,
                    Window = window,
                    Answers = [.. items.Select(item => Change(item, answer))],
                }
            );
        }
    }

    /// <summary>Takes back the window's last answer that was not taken back yet; null where there is none.</summary>
    public Outcome? Undo(string window)
    {
        lock (_lock)
        {
            if (!_ofWindow.TryGetValue(window, out var stack) || stack.Count == 0)
                return null;
            var line = _answers[stack.Peek()];
            LabelItem[] items = [.. line.Answers!.Select(x => _byFile.GetValueOrDefault(x.File)).OfType<LabelItem>()];
            if (items.Any(item => _ofItem[item.Index].Peek() != line.Seq))
            {
                stack.Pop();
                return new(0, [.. items.Select(Shown)]);
            }
            return Done(
                new()
                {
                    Seq = _journal.Last + 1,
                    When = _time.GetUtcNow(),
                    Who = _who,
                    Window = window,
                    Undoes = line.Seq,
                    Answers = [.. line.Answers!.Select(x => new AnswerChange(x.File, x.Before, x.Answer))],
                }
            );
        }
    }

    /// <summary>Adds a class; what was answered before says nothing of it.</summary>
    /// <exception cref="ArgumentException">The name cannot be used.</exception>
    public void AddName(string name)
    {
        lock (_lock)
        {
            if (LabelNames.Problem(name, _data.IsSets, _names) is { } problem)
                throw new ArgumentException(problem);
            Done(
                new()
                {
                    Seq = _journal.Last + 1,
                    When = _time.GetUtcNow(),
                    Who = _who,
                    Added = name,
                }
            );
        }
    }

    /// <summary>The list of labels as it is to be written now, once the journal knows that it will be.</summary>
    /// <returns>Its text; null where there is nothing in it.</returns>
    public string? BeginSave(Func<string, string> hash)
    {
        lock (_lock)
        {
            string? text = LabelCsv.Write(_data, _names);
            if (text is not null && hash(text) is var digest && digest != SavedHashes.Last)
                Done(
                    new()
                    {
                        Seq = _journal.Last + 1,
                        When = _time.GetUtcNow(),
                        Who = _who,
                        Saved = digest,
                    }
                );
            Unsaved = 0;
            return text;
        }
    }

    /// <summary>That the list could not be written after all, or not whole.</summary>
    public void SaveFailed()
    {
        lock (_lock)
            Unsaved = _journal.Last;
    }

    /// <summary>Takes up what somebody else wrote; what was answered otherwise here stays, and is shown.</summary>
    /// <param name="found">What each file is said to show now.</param>
    /// <param name="names">Classes or labels in it.</param>
    /// <param name="was">What it said of an image before.</param>
    /// <param name="take">Notes what it says of an image now.</param>
    public EditResult TakeEdit(
        Func<LabelItem, Answer> found,
        IReadOnlyList<string> names,
        Func<LabelItem, Answer> was,
        Action<LabelItem, Answer> take
    )
    {
        lock (_lock)
        {
            foreach (string name in names.Except(_names).ToArray())
                Done(
                    new()
                    {
                        Seq = _journal.Last + 1,
                        When = _time.GetUtcNow(),
                        Who = _who,
                        Added = name,
                        Edited = true,
                    }
                );
            var taken = new List<AnswerChange>();
            int differ = 0;
            foreach (var item in _data.Items)
            {
                var now = found(item);
                if (IsSame(now, was(item)))
                    continue;
                bool isUntouched = IsSame(item.Answer, was(item));
                take(item, now);
                if (IsSame(now, item.Answer))
                    continue;
                if (isUntouched)
                    taken.Add(Change(item, now.IsListed ? now : Answer.Open));
                else
                {
                    item.Edited = now;
                    differ++;
                }
            }
            if (taken.Count > 0)
                Done(
                    new()
                    {
                        Seq = _journal.Last + 1,
                        When = _time.GetUtcNow(),
                        Who = _who,
                        Edited = true,
                        Answers = taken,
                    }
                );
            return new(taken.Count, differ);
        }
    }

    /// <summary>Lets somebody look at all images while none changes.</summary>
    public T Look<T>(Func<IReadOnlyList<LabelItem>, T> look)
    {
        lock (_lock)
            return look(_data.Items);
    }

    public ItemNow? Item(int index)
    {
        lock (_lock)
            return index >= 0 && index < _data.Items.Count ? Shown(_data.Items[index]) : null;
    }

    public bool Has(string file) => _byFile.ContainsKey(file);

    public LabelItem? Find(string file) => _byFile.GetValueOrDefault(file);

    /// <summary>Images that changed after a line.</summary>
    public IReadOnlyList<ItemNow> ChangedAfter(long version, int most)
    {
        lock (_lock)
            return version >= _journal.Last
                ? []
                : [.. _data.Items.Where(item => item.Version > version).Take(most).Select(Shown)];
    }

    public Progress Progress()
    {
        lock (_lock)
        {
            var counts = _data.Items.CountBy(item => item.Answer.Kind).ToDictionary();
            int Of(AnswerKind kind) => counts.GetValueOrDefault(kind);
            return new(
                _data.Items.Count,
                Of(AnswerKind.Labels),
                Of(AnswerKind.None),
                Of(AnswerKind.Unknown),
                Of(AnswerKind.Skip),
                Of(AnswerKind.Open),
                _data.Items.Count(item => item.Edited is not null)
            );
        }
    }

    public void Dispose() => _journal.Dispose();

    private static ItemNow Shown(LabelItem x) => new(x.Index, x.File, x.Answer, x.Version, x.Who, x.When, x.Edited);

    // What a list can say: of an image that it does not list, nothing.
    private static bool IsSame(Answer a, Answer b) =>
        !a.IsListed && !b.IsListed
        || a.Labels.SequenceEqual(b.Labels, StringComparer.Ordinal)
            && a.Absent.SequenceEqual(b.Absent, StringComparer.Ordinal);

    private static AnswerChange Change(LabelItem item, Answer answer) =>
        new(item.File, answer, item.Answer) { Given = item.Given.IsListed ? item.Given : null };

    private LabelItem At(int index) =>
        index >= 0 && index < _data.Items.Count
            ? _data.Items[index]
            : throw new ArgumentException($"there is no image {index}.");

    private void Check(Answer answer, LabelItem[] items)
    {
        if (items.Length == 0)
            throw new ArgumentException("no image is named.");
        if (answer.Labels.Concat(answer.Absent).Except(_names).ToArray() is [var stranger, ..])
            throw new ArgumentException($"there is no '{stranger}'.");
        if (!_data.IsSets && !answer.IsOneClass)
            throw new ArgumentException("an image has exactly one class.");
        if (answer.Kind == AnswerKind.Skip && items.Any(item => item.Answer.IsDone))
            throw new ArgumentException("only what is open can be put off.");
        if (answer.Kind == AnswerKind.Open)
            throw new ArgumentException("an answer is taken back by undoing it.");
    }

    private Outcome Done(JournalLine line)
    {
        _journal.Append(line);
        Apply(line);
        return new(
            line.Seq,
            [.. (line.Answers ?? []).Select(x => _byFile.GetValueOrDefault(x.File)).OfType<LabelItem>().Select(Shown)]
        );
    }

    private void Apply(JournalLine line)
    {
        if (line.Added is { } name && !_names.Contains(name, StringComparer.Ordinal))
            _names.Add(name);
        if (line.Saved is { } hash)
        {
            SavedHashes = (hash, SavedHashes.Last);
            Unsaved = 0;
            foreach (var item in _unsaved)
                item.Saved = item.Answer;
            _unsaved.Clear();
        }
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

    private void Apply(JournalLine line, AnswerChange change)
    {
        if (!_byFile.TryGetValue(change.File, out var item))
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
        item.Who = item.IsAnswered ? line.Who : null;
        item.When = item.IsAnswered ? line.When : null;
    }

    // The data may have been changed since an image of theirs was answered.
    private static void Compare(LabelItem item)
    {
        if (item.GivenThen is { } then && !IsSame(item.Given, then) && !IsSame(item.Given, item.Answer))
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

/// <summary>What became of an edit.</summary>
/// <param name="Taken">Images whose answer it changed.</param>
/// <param name="Differ">Images that were answered otherwise here.</param>
internal sealed record EditResult(int Taken, int Differ);
