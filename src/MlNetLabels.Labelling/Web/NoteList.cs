namespace MlNetLabels.Labelling.Web;

/// <summary>What there is to know, said to the log at once and shown on the page; the oldest give way.</summary>
internal sealed class NoteList(Action<string> log)
{
    private const int Most = 50;

    private readonly Lock _lock = new();
    private readonly List<string> _notes = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock)
                return [.. _notes];
        }
    }

    public void Add(string note)
    {
        log(note);
        lock (_lock)
        {
            _notes.Add(note);
            if (_notes.Count > Most)
                _notes.RemoveAt(0);
        }
    }
}
