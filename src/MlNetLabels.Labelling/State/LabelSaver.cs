using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Labelling.Data;

namespace MlNetLabels.Labelling.State;

/// <summary>
/// Writes the list of labels from the journal, and takes up what somebody else wrote into it or into the data meanwhile.
/// Nothing of theirs is written over unseen. One call at a time.
/// </summary>
/// <param name="store">The answers.</param>
/// <param name="suspects">Suspected labels that are settled in their own list; null for none.</param>
/// <param name="note">Told what somebody should know, from any thread.</param>
internal sealed class LabelSaver(LabelStore store, SuspectList? suspects, Action<string> note)
{
    private readonly Lock _lock = new();
    private readonly LabelData _data = store.Data;
    private FileStamp _output,
        _input = store.Data.Input is { } file ? FileStamp.Of(file) : default;
    private bool _isUnreadable,
        _isSaid,
        _isInPlace;

    /// <summary>Why the list of labels is not written; null where it is.</summary>
    public string? Trouble { get; private set; }

    private string Name => Path.GetFileName(_data.Output);

    /// <summary>Brings the list up to the journal at the start.</summary>
    /// <exception cref="InvalidInputException">A file of that name is there, and is none of ours.</exception>
    public void Begin()
    {
        string? there = LabelFiles.HashOf(_data.Output);
        bool isKnown = there is null || there == store.SavedHashes.Last || there == store.SavedHashes.Before;
        _isInPlace = there is not null && there == store.SavedHashes.Last;
        if (!isKnown)
        {
            if (store.SavedHashes.Last is null && !LabelCsv.IsOwn(_data.Output))
                throw new InvalidInputException(
                    _data.Output,
                    null,
                    "this list was not written by label, and would be written over. Name another one with --output, or move it away."
                );
            TakeOutput();
        }
        _output = FileStamp.Of(_data.Output);
        if (store.Unsaved > 0 || (store.SavedHashes.Last is not null && there != store.SavedHashes.Last))
            Save();
    }

    /// <summary>Looks whether somebody else wrote the files, and takes it up.</summary>
    public void Look()
    {
        lock (_lock)
            try
            {
                LookAtBoth();
            }
            catch (Exception error) when (error is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                // Perhaps it is just being written: it is looked at again.
                (_output, _input) = (default, default);
                Trouble = $"A list could not be looked at ({error.Message}).";
            }
    }

    private void LookAtBoth()
    {
        if (FileStamp.Of(_data.Output) is var output && output != _output)
        {
            _output = output;
            _isUnreadable = false;
            if (output == default)
                note($"{Name} was taken away; it is written again.");
            else if (LabelFiles.HashOf(_data.Output) != store.SavedHashes.Last)
                TakeOutput();
            store.SaveFailed();
        }
        if (_data.Input is { } input && FileStamp.Of(input) is var given && given != _input)
        {
            _input = given;
            TakeInput(input);
        }
    }

    /// <summary>Writes the list where the journal is ahead of it; tells where that cannot be done.</summary>
    public void Save()
    {
        lock (_lock)
        {
            Look();
            if (_isUnreadable)
                return;
            try
            {
                Write();
                (Trouble, _isSaid) = (null, false);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidInputException)
            {
                store.SaveFailed();
                Trouble =
                    $"{Name} could not be written ({error.Message}). All answers are in {Path.GetFileName(store.Journal.Path)}.";
                if (!_isSaid)
                    note(Trouble);
                _isSaid = true;
            }
        }
    }

    private void Write()
    {
        using (var files = new OutputFiles())
        {
            _isInPlace &= store.Unsaved == 0;
            string? text = store.BeginSave(Hash);
            if (text is not null)
                files.Add(_data.Output, text);
            else if (File.Exists(_data.Output))
                files.Add(_data.Output, _data.IsSets ? "file,labels,who,when\n" : "file,label,who,when\n");
            AddNegatives(files);
            files.Complete();
            _isInPlace = true;
        }
        suspects?.Write(store);
        _output = FileStamp.Of(_data.Output);
    }

    // A file of somebody else's stays, whatever it is called.
    private void AddNegatives(OutputFiles files)
    {
        string negatives = LabelFiles.NegativesOf(_data.Output);
        string? none = store.Look(_ => LabelCsv.WriteNegatives(_data));
        bool isThere = File.Exists(negatives);
        if (isThere && (none is not null || !_data.IsSets) && !LabelCsv.IsOwn(negatives))
        {
            if (none is not null)
                throw new InvalidInputException(
                    negatives,
                    null,
                    "it was not written by label, and is left alone; rename it."
                );
            return;
        }
        if (none is not null)
            files.Add(negatives, none);
        else if (isThere && !_data.IsSets)
            File.Delete(negatives);
    }

    private void TakeOutput()
    {
        try
        {
            var found = LabelCsv.Read(_data.Output, _data, store.Names, out var names);
            var result = store.TakeEdit(
                item => found.GetValueOrDefault(item.File, Answer.Open),
                names,
                item => item.Saved,
                (item, now) => item.Saved = now,
                // Killed in between, or unable to write, the list may be that of the time before.
                _isInPlace ? null : item => item.SavedBefore
            );
            _isInPlace = true;
            int strange = found.Keys.Count(file => !store.Has(file));
            Tell(Name, result, strange);
            if (result.Differ + strange > 0)
            {
                string kept = LabelFiles.EditedOf(_data.Output, store.Now);
                File.Copy(_data.Output, kept, overwrite: true);
                note($"{Name} as it was edited is kept as {Path.GetFileName(kept)}.");
            }
            Trouble = null;
        }
        catch (Exception error) when (error is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            _isUnreadable = true;
            Trouble =
                $"{Name} was edited and cannot be read ({error.Message}). Nothing is written to it until it can; all answers "
                + $"are in {Path.GetFileName(store.Journal.Path)}.";
            note(Trouble);
        }
    }

    private void TakeInput(string input)
    {
        try
        {
            var data = LabelReader.Read(
                new LabellingOptions
                {
                    Data = input,
                    Output = _data.Output,
                    Several = _data.IsSets,
                }
            );
            var found = data.Items.ToDictionary(item => item.File, item => item.Given, StringComparer.Ordinal);
            if (data.IsSets != _data.IsSets)
                throw new InvalidInputException(input, null, "its labels are of another kind now.");
            var result = store.TakeEdit(
                item => found.GetValueOrDefault(item.File, item.Given),
                data.Names,
                item => item.Given,
                (item, now) => item.Given = now
            );
            Tell(Path.GetFileName(input), result, 0);
            int added = found.Keys.Count(file => !store.Has(file));
            if (added > 0)
                note($"{Path.GetFileName(input)} lists {added} images more; they show after the next start.");
        }
        catch (Exception error) when (error is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            note(
                $"{Path.GetFileName(input)} was edited and cannot be read ({error.Message}); what it said before is used."
            );
        }
    }

    private void Tell(string file, EditResult result, int strange)
    {
        string[] said =
        [
            .. Said(result.Taken, "label is taken over", "labels are taken over"),
            .. Said(
                result.Differ,
                "differs from what was answered here and is to be settled",
                "differ from what was answered here and are to be settled"
            ),
            .. Said(strange, "row is of an image that is not here", "rows are of images that are not here"),
        ];
        note(
            $"{file} was edited meanwhile: {(said.Length == 0 ? "it says the same of all images" : string.Join(", ", said))}."
        );
    }

    private static IEnumerable<string> Said(int count, string one, string several) =>
        count == 0 ? [] : [count == 1 ? $"1 {one}" : $"{count} {several}"];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
