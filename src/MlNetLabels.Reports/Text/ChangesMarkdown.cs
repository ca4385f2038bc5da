using System.Globalization;
using System.Text;

namespace MlNetLabels.Reports.Text;

/// <summary>What a run changed, as Markdown.</summary>
internal static class ChangesMarkdown
{
    public static string Write(RunChanges changes)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# Run {changes.Run} against run {changes.Champion}")
            .AppendLine();
        foreach (string off in changes.SwitchedOff)
            text.AppendLine(CultureInfo.InvariantCulture, $"> **{off}**").AppendLine();
        text.AppendLine(changes.Decision).AppendLine();
        foreach (string line in changes.Data)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {line}");
        foreach (var x in changes.Settings)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"- {x.Name}: {Code(x.Before ?? "not given")} became {Code(x.After ?? "not given")}"
            );
        text.AppendLine(CultureInfo.InvariantCulture, $"- {ChangesText.Answers(changes)}");
        if (changes.Figures.Count > 0)
            text.AppendLine()
                .AppendLine("| figure | champion | this run | difference | 95% interval | beyond chance |")
                .AppendLine("|---|---|---|---|---|---|");
        foreach (var x in changes.Figures)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {string.Join(" | ", ChangesText.Cells(x).Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |"
            );
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Code(string value) => $"`{value.Replace('`', '\'').ReplaceLineEndings(" ")}`";
}
