using System.Text;

namespace MlNetLabels.Eng.PackDrawings;

/// <summary>The three CSV datasets over the drawings. No value holds a comma or a quote.</summary>
internal sealed class EmojiLists
{
    private const char Newline = '\n';

    private readonly SortedDictionary<string, int> _labels = new(
        EmojiLabel.All.ToDictionary(label => label.Name, _ => 0),
        StringComparer.Ordinal
    );

    /// <param name="tasks">What goes into which list.</param>
    /// <param name="files">The drawings of each emoji, by their path below the folder of the lists.</param>
    public EmojiLists(EmojiTasks tasks, ILookup<Emoji, string> files)
    {
        var classes = new StringBuilder($"file,label,group,split{Newline}");
        Buildings = Append(classes, tasks.Buildings, files, "building", withSplit: true);
        Flags = Append(classes, tasks.Flags, files, "flag", withSplit: true);
        Classes = classes.ToString();
        var people = new StringBuilder($"file,label,group{Newline}");
        PeopleRows = Append(people, tasks.People, files, "people", withSplit: false);
        People = people.ToString();
        LabelSets = WriteLabels(tasks, files);
    }

    /// <summary>Buildings against flags.</summary>
    public string Classes { get; }

    /// <summary>Out-of-domain drawings of the class task.</summary>
    public string People { get; }

    /// <summary>The label task, one column for each of <see cref="EmojiLabel.All"/>.</summary>
    public string LabelSets { get; }

    public int Buildings { get; }

    public int Flags { get; }

    public int PeopleRows { get; }

    /// <summary>Rows of the label task that have each label.</summary>
    public IReadOnlyDictionary<string, int> Labels => _labels;

    private static int Append(
        StringBuilder text,
        IReadOnlyList<Emoji> emoji,
        ILookup<Emoji, string> files,
        string label,
        bool withSplit
    )
    {
        int rows = 0;
        for (int i = 0; i < emoji.Count; i++)
            foreach (string file in files[emoji[i]])
            {
                text.Append(file).Append(',').Append(label).Append(',').Append(emoji[i].Hexcode);
                if (withSplit)
                    text.Append(',').Append(EmojiTasks.Split(i));
                text.Append(Newline);
                rows++;
            }
        return rows;
    }

    private string WriteLabels(EmojiTasks tasks, ILookup<Emoji, string> files)
    {
        var text = new StringBuilder(
            $"file,split,group,{string.Join(',', EmojiLabel.All.Select(label => label.Name))}{Newline}"
        );
        // Split within each set of labels, so that every label is in every split.
        foreach (var stratum in tasks.Labelled.GroupBy(row => string.Join(',', row.Labels.Select(l => l ? '1' : '0'))))
        {
            int place = 0;
            foreach (var (emoji, labels) in stratum)
            {
                string split = EmojiTasks.Split(place++);
                foreach (string file in files[emoji])
                {
                    text.Append($"{file},{split},{emoji.Hexcode},{stratum.Key}{Newline}");
                    for (int i = 0; i < labels.Length; i++)
                        _labels[EmojiLabel.All[i].Name] += labels[i] ? 1 : 0;
                }
            }
        }
        return text.ToString();
    }
}
