using System.Text;

namespace MlNetLabels.Drawings;

/// <summary>Writes the three CSV datasets over the drawings. No value holds a comma or a quote.</summary>
internal static class EmojiManifests
{
    private const char Newline = '\n';

    /// <summary>Writes <c>classes.csv</c>, <c>people.csv</c> and <c>labels.csv</c> and counts their rows.</summary>
    public static EmojiSummary Write(string folder, EmojiTasks tasks, ILookup<Emoji, string> files)
    {
        var classes = new StringBuilder($"file,label,group,split{Newline}");
        int buildings = Append(tasks.Buildings, "building", withSplit: true),
            flags = Append(tasks.Flags, "flag", withSplit: true);
        File.WriteAllText(Path.Combine(folder, "classes.csv"), classes.ToString());

        classes.Clear().Append("file,label,group").Append(Newline);
        int people = Append(tasks.People, "people", withSplit: false);
        File.WriteAllText(Path.Combine(folder, "people.csv"), classes.ToString());

        var counts = WriteLabels(Path.Combine(folder, "labels.csv"), tasks, files);
        return new EmojiSummary
        {
            Folder = folder,
            Images = files.Sum(f => f.Count()),
            Buildings = buildings,
            Flags = flags,
            People = people,
            Labels = counts,
        };

        int Append(IReadOnlyList<Emoji> emoji, string label, bool withSplit)
        {
            int rows = 0;
            for (int i = 0; i < emoji.Count; i++)
                foreach (string file in files[emoji[i]])
                {
                    classes.Append(file).Append(',').Append(label).Append(',').Append(emoji[i].Hexcode);
                    if (withSplit)
                        classes.Append(',').Append(EmojiTasks.Split(i));
                    classes.Append(Newline);
                    rows++;
                }
            return rows;
        }
    }

    private static SortedDictionary<string, int> WriteLabels(
        string path,
        EmojiTasks tasks,
        ILookup<Emoji, string> files
    )
    {
        var counts = new SortedDictionary<string, int>(
            EmojiLabel.All.ToDictionary(label => label.Name, _ => 0),
            StringComparer.Ordinal
        );
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
                    text.Append(file)
                        .Append(',')
                        .Append(split)
                        .Append(',')
                        .Append(emoji.Hexcode)
                        .Append(',')
                        .Append(stratum.Key)
                        .Append(Newline);
                    for (int i = 0; i < labels.Length; i++)
                        counts[EmojiLabel.All[i].Name] += labels[i] ? 1 : 0;
                }
            }
        }
        File.WriteAllText(path, text.ToString());
        return counts;
    }
}
