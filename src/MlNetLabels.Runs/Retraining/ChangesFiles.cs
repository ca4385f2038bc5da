using System.Globalization;
using System.Text.Json.Nodes;
using MlNetLabels.Data;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs.Retraining;

/// <summary>What a run changed against the champion, as <c>changes.html</c> and <c>changes.md</c> in its folder.</summary>
internal static class ChangesFiles
{
    public static void Write(RunRecord champion, RunRecord run, ChangedAnswers answers)
    {
        var changes = new RunChanges
        {
            Run = run.Number,
            Champion = champion.Number,
            SwitchedOff = run.SwitchedOff ?? [],
            Decision = (run.Promoted ? "Promoted: " : "Not promoted: ") + run.Reason.TrimEnd('.') + ".",
            Data = [.. Data(champion, run)],
            Settings = [.. Settings(champion.Folder, run.Folder)],
            Figures = run.Figures,
            Answers = answers.Shown,
            Changed = answers.Changed,
            Compared = answers.Compared,
        };
        using var files = new OutputFiles();
        files.Add(Path.Combine(run.Folder, "changes.html"), changes.ToHtml());
        files.Add(Path.Combine(run.Folder, "changes.md"), changes.ToMarkdown());
        files.Complete();
    }

    private static IEnumerable<string> Data(RunRecord champion, RunRecord run)
    {
        if (run.Changes is { } x)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{x.Added} images added, {x.Removed} gone, {x.Relabelled} with other labels."
            );
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Images} images, {run.TestImages} of them to test; it was {champion.Images} and {champion.TestImages}."
        );
        foreach (string name in run.Names.Except(champion.Names))
            yield return $"New: {name}";
        foreach (string name in champion.Names.Except(run.Names))
            yield return $"Gone: {name}";
    }

    // A file that was edited or lost since only costs its part of the page.
    private static IEnumerable<ChangedValue> Settings(string before, string after)
    {
        JsonObject a,
            b;
        try
        {
            a = ProjectFile.All(ProjectFile.Read(Path.Combine(before, ProjectFile.Name)));
            b = ProjectFile.All(ProjectFile.Read(Path.Combine(after, ProjectFile.Name)));
        }
        catch (InvalidInputException)
        {
            yield break;
        }
        foreach (string key in a.Select(x => x.Key).Union(b.Select(x => x.Key)).Where(key => key != "$schema"))
            if (!JsonNode.DeepEquals(a[key], b[key]))
                yield return new(key, a[key]?.ToJsonString(), b[key]?.ToJsonString());
    }
}
