using System.Globalization;
using System.Text;

namespace MlNetLabels.Data;

/// <summary>What looks odd about the names of classes and labels: a line each, however many there are.</summary>
internal static class LabelNameChecks
{
    private const int MostNamed = 5;

    public static IEnumerable<string> Notes(ImageDataset dataset)
    {
        string what = dataset.Kind == TargetKind.Classes ? "classes" : "labels";
        string[][] alike =
        [
            .. dataset.LabelNames.GroupBy(Plain).Select(group => group.ToArray()).Where(names => names.Length > 1),
        ];
        if (alike.Length > 0)
            yield return $"These {what} differ only in case, spaces or Unicode form: "
                + string.Join(
                    "; ",
                    alike.Take(MostNamed).Select(names => string.Join(" and ", names.Select(n => $"'{n}'")))
                )
                + $"{(alike.Length > MostNamed ? string.Create(CultureInfo.InvariantCulture, $"; {alike.Length - MostNamed} more") : "")}. "
                + "If they mean the same, give them one name.";
        string[] never = [.. Never(dataset)];
        if (never.Length > 0)
            yield return $"On no image: {FolderReader.List(never)}.";
    }

    private static IEnumerable<string> Never(ImageDataset dataset)
    {
        bool[] occurs = new bool[dataset.LabelNames.Count];
        // Images with the same labels share one list.
        foreach (var states in dataset.Rows.Select(row => row.Labels).Distinct())
            for (int k = 0; k < occurs.Length; k++)
                occurs[k] |= states[k] == LabelState.Present;
        return dataset.LabelNames.Where((_, k) => !occurs[k]);
    }

    private static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (char c in UnicodeForms.Decompose(name))
            plain.Append(c is '_' || char.IsWhiteSpace(c) ? ' ' : char.ToUpperInvariant(c));
        return string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
