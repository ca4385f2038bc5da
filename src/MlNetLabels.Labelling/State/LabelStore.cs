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
    private readonly AnswerSheet _sheet;

    public LabelStore(LabelData data, string who, TimeProvider time)
    {
        (_data, _who, _time) = (data, who, time);
        _journal = JournalFile.Open(
            LabelFiles.JournalOf(data.Output),
            data.IsSets,
            who,
            time.GetUtcNow(),
            out var lines
        );
        _sheet = new AnswerSheet(data, lines);
    }

    public LabelData Data => _data;

    public JournalFile Journal => _journal;

    /// <summary>Answers in the journal of images that are not among the data.</summary>
    public int Gone => _sheet.Gone;

    /// <inheritdoc cref="AnswerSheet.SavedHashes"/>
    public (string? Last, string? Before) SavedHashes
    {
        get
        {
            lock (_lock)
                return _sheet.SavedHashes;
        }
    }

    /// <inheritdoc cref="AnswerSheet.Unsaved"/>
    public long Unsaved
    {
        get
        {
            lock (_lock)
                return _sheet.Unsaved;
        }
    }

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
                return [.. _sheet.Names];
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
            return Done(Next() with { Window = window, Answers = [.. items.Select(item => Change(item, answer))] });
        }
    }

    /// <summary>Takes back the window's last answer that was not taken back yet; null where there is none.</summary>
    public Outcome? Undo(string window)
    {
        lock (_lock)
        {
            if (_sheet.LastOf(window) is not { } line)
                return null;
            if (!_sheet.IsLastWord(line))
            {
                _sheet.Forget(window);
                return new(0, [.. _sheet.Items(line).Select(Shown)]);
            }
            return Done(
                Next() with
                {
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
            if (LabelNames.Problem(name, _data.IsSets, _sheet.Names) is { } problem)
                throw new ArgumentException(problem);
            Done(Next() with { Added = name });
        }
    }

    /// <summary>The list of labels as it is to be written now, once the journal knows that it will be.</summary>
    /// <returns>Its text; null where there is nothing in it.</returns>
    public string? BeginSave(Func<string, string> hash)
    {
        lock (_lock)
        {
            string? text = LabelCsv.Write(_data, _sheet.Names);
            if (text is not null && hash(text) is var digest && digest != _sheet.SavedHashes.Last)
                Done(Next() with { Saved = digest });
            _sheet.Unsaved = 0;
            return text;
        }
    }

    /// <summary>That the list could not be written after all, or not whole.</summary>
    public void SaveFailed()
    {
        lock (_lock)
            _sheet.Unsaved = _journal.Last;
    }

    /// <summary>Takes up what somebody else wrote; what was answered otherwise here stays, and is shown.</summary>
    /// <param name="found">What each file is said to show now.</param>
    /// <param name="names">Classes or labels in it.</param>
    /// <param name="was">What it said of an image before.</param>
    /// <param name="take">Notes what it says of an image now.</param>
    /// <param name="perhaps">What else it may have said; null where that is known.</param>
    public EditResult TakeEdit(
        Func<LabelItem, Answer> found,
        IReadOnlyList<string> names,
        Func<LabelItem, Answer> was,
        Action<LabelItem, Answer> take,
        Func<LabelItem, Answer>? perhaps = null
    )
    {
        bool IsUnchanged(LabelItem item, Answer now) =>
            now.IsListedAs(was(item)) || (perhaps is not null && now.IsListedAs(perhaps(item)));

        lock (_lock)
        {
            foreach (string name in names.Except(_sheet.Names).ToArray())
                Done(Next() with { Added = name, Edited = true });
            var taken = new List<AnswerChange>();
            int differ = 0;
            foreach (var item in _data.Items)
            {
                var now = found(item);
                if (IsUnchanged(item, now))
                    continue;
                bool isUntouched = item.Answer.IsListedAs(was(item));
                take(item, now);
                if (now.IsListedAs(item.Answer))
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
                Done(Next() with { Edited = true, Answers = taken });
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

    public bool Has(string file) => _sheet.Find(file) is not null;

    public LabelItem? Find(string file) => _sheet.Find(file);

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
        if (answer.Labels.Concat(answer.Absent).Except(_sheet.Names).ToArray() is [var stranger, ..])
            throw new ArgumentException($"there is no '{stranger}'.");
        if (!_data.IsSets && !answer.IsOneClass)
            throw new ArgumentException("an image has exactly one class.");
        if (answer.Kind == AnswerKind.Skip && items.Any(item => item.Answer.IsDone))
            throw new ArgumentException("only what is open can be put off.");
        if (answer.Kind == AnswerKind.Open)
            throw new ArgumentException("an answer is taken back by undoing it.");
    }

    private JournalLine Next() =>
        new()
        {
            Seq = _journal.Last + 1,
            When = _time.GetUtcNow(),
            Who = _who,
        };

    private Outcome Done(JournalLine line)
    {
        _journal.Append(line);
        _sheet.Apply(line);
        return new(line.Seq, [.. _sheet.Items(line).Select(Shown)]);
    }
}

/// <summary>What became of an edit.</summary>
/// <param name="Taken">Images whose answer it changed.</param>
/// <param name="Differ">Images that were answered otherwise here.</param>
internal sealed record EditResult(int Taken, int Differ);
