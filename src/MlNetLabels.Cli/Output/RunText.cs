using System.Globalization;
using MlNetLabels.Reports;
using MlNetLabels.Runs;
using Spectre.Console;

namespace MlNetLabels.Cli.Output;

/// <summary>A project's runs on the screen.</summary>
internal static class RunText
{
    public static void Print(ImageProject project, RetrainResult result)
    {
        Screen.WriteOff(result.SwitchedOff);
        if (result.DryRun is { } plan)
            Console.Out.WriteLine(plan);
        if (result.Run is not { } run)
            return;
        Print(run);
        Console.Out.WriteLine();
        Console.Out.WriteLine(
            run.Promoted
                ? $"Run {run.Number} is champion: {run.Reason}."
                : $"Run {run.Number} is not promoted: {run.Reason.TrimEnd('.')}. "
                    + (
                        project.Champion is { } champion
                            ? $"Run {champion} stays champion."
                            : "There is no champion yet."
                    )
        );
    }

    public static void Print(RunRecord run)
    {
        Screen.WriteOff(run.SwitchedOff);
        string names = run.MainFigure == "accuracy" ? "classes" : "labels";
        Console.Out.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Run {run.Number} of {run.StartedAt:yyyy-MM-dd HH:mm} UTC, {run.Seconds:0.0} s: {run.Images} images of "
                    + $"{run.Names.Count} {names}, {run.TestImages} of them to test"
            )
        );
        if (run.Changes is { } changes)
            Console.Out.WriteLine(
                $"Since run {run.Champion}: {changes.Added} images added, {changes.Removed} gone, {changes.Relabelled} with other labels"
            );
        Console.Out.WriteLine(run.Headline);
        if (run.Figures.Count > 0)
            Print(run.Figures, run.Champion!, run.Number);
        foreach (string file in run.Files())
            Console.Out.WriteLine($"  {file}");
    }

    private static void Print(IReadOnlyList<ComparedFigure> figures, string before, string after)
    {
        var table = new Table()
            .RoundedBorder()
            .AddColumns(
                "figure",
                $"run {before}",
                $"run {after}",
                "difference",
                "95% interval",
                "beyond chance (corrected)"
            );
        foreach (var x in figures.Where(x => x.A is not null || x.B is not null))
            table.AddRow(
                Screen.Cell($"{MetricNames.InWords(x.Metric)} ({x.Head}{(x.Note is { } note ? $"; {note}" : "")})"),
                MetricNames.Format(x.Metric, x.A, 4),
                MetricNames.Format(x.Metric, x.B, 4),
                MetricNames.Difference(x.Metric, x.Difference, 4),
                x.Low is null ? "" : MetricNames.Differences(x.Metric, x.Low, x.High, 4),
                x.IsBetter ? "better"
                    : x.IsWorse ? "worse"
                    : "no"
            );
        Screen.Write(table);
    }

    private static IEnumerable<string> Files(this RunRecord run) =>
        new[] { "report.html", "changes.html", RunFile }
            .Select(name => Path.Combine(run.Folder, name))
            .Where(File.Exists);

    private const string RunFile = "model.mlabels";
}
