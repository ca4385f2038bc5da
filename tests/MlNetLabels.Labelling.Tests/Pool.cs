using MlNetLabels.Data;
using MlNetLabels.Labelling.Data;
using MlNetLabels.Labelling.State;

namespace MlNetLabels.Labelling.Tests;

/// <summary>A folder of small images, and the answers beside them.</summary>
internal sealed class Pool : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public Pool(params string[] names)
    {
        foreach (string name in names)
            Add(name);
    }

    public ManualTime Time { get; } = new(Start);

    public List<string> Notes { get; } = [];

    public string Folder => _folder.Path;

    public string Labels => _folder.File("labels.csv");

    public string Journal => _folder.File("labels.journal.jsonl");

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    public string Text(string name) => System.IO.File.ReadAllText(_folder.File(name));

    public void Add(string name) =>
        _folder.Write(name, TestImages.Png(TestImages.Scene(20, 10 + name.Length), 20, 10 + name.Length));

    public LabellingOptions Options(params string[] classes) =>
        new()
        {
            Data = Folder,
            Classes = classes,
            Who = "ann",
        };

    public LabelStore Open(params string[] classes) => Open(Options(classes));

    public LabelStore Open(LabellingOptions options) => new(LabelReader.Read(options), options.Who, Time);

    public LabelSaver Saver(LabelStore store, SuspectList? suspects = null)
    {
        var saver = new LabelSaver(store, suspects, Notes.Add);
        saver.Begin();
        return saver;
    }

    /// <summary>What train reads: each file with its class, or its labels that are there and those that are unknown.</summary>
    public static string[] Read(string path)
    {
        var data = DatasetReader.Read(path);
        return
        [
            .. data.Rows.Select(row =>
            {
                var names = data.LabelNames.Index();
                string there = string.Join(
                        '+',
                        names.Where(x => row.Labels[x.Index] == LabelState.Present).Select(x => x.Item)
                    ),
                    open = string.Join(
                        '+',
                        names.Where(x => row.Labels[x.Index] == LabelState.Unknown).Select(x => x.Item)
                    );
                return $"{row.File}={there}{(open.Length > 0 ? "?" + open : "")}";
            }),
        ];
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Answers in a word.</summary>
internal static class Words
{
    /// <summary>Answers one image, as a window that sees it as it is.</summary>
    public static Outcome Say(this LabelStore store, int index, Answer answer, string window = "w") =>
        store.Record([new(index, store.Item(index)!.Version)], answer, window);

    public static Outcome Say(this LabelStore store, int index, string name, string window = "w") =>
        store.Say(index, Answer.Class(name), window);

    /// <summary>All answers, in the order of the images.</summary>
    public static string All(this LabelStore store) =>
        string.Join(
            ' ',
            store.Look(items =>
                items.Select(x => x.Answer.Kind == AnswerKind.Skip ? "skip" : x.Answer.ToString()).ToArray()
            )
        );
}
