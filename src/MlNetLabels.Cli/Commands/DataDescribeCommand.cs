using System.CommandLine;
using System.Globalization;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Reports;
using MlNetLabels.Runs;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace MlNetLabels.Cli.Commands;

/// <summary>Says what is in a dataset.</summary>
internal static class DataDescribeCommand
{
    private const int MostLabels = 30,
        MostSkipped = 5,
        MostReasons = 10;

    private static readonly string[] s_pages = [".html", ".htm"];

    public static Command Create()
    {
        var data = new Argument<string>("data")
        {
            Description = "Folder, file or archive, of any format that is read.",
        };
        var output = new Option<string?>("--output")
        {
            Description = "Page of HTML to write, with pictures of each class or label; none when left out.",
        };
        var (classes, json) = (CommonOptions.Classes(), CommonOptions.Json());
        var command = new Command("describe", "Say what is in a dataset: counts, sizes, formats, splits, oddities.")
        {
            data,
            output,
            classes,
            json,
        };
        var reading = new DatasetOptionSet(command);
        Help.AddExamples(command, "data describe photos", "data describe labels.csv --output labels.html");
        output.Validators.Add(result =>
        {
            if (
                result.GetValueOrDefault<string?>() is { Length: > 0 } file
                && !s_pages.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
            )
                result.AddError($"--output is '{file}'; end it in .html.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var console = new RunConsole(verbose: false);
                string? page = parsed.GetValue(output);
                var found = ImageRuns.Describe(
                    new DataOptions
                    {
                        Data = parsed.GetValue(data)!,
                        Reading = reading.Given(parsed) with { Classes = parsed.Values(classes) },
                        Output = page,
                    },
                    console.Log,
                    console.Progress,
                    cancellationToken
                );
                // The page has the pictures.
                found = found with
                {
                    Pictures = new Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>>(),
                };
                if (parsed.GetValue(json))
                    Json.Write(found);
                else
                    Print(found, page);
                if (found.Images == 0 || found.Skipped.Count < found.Images)
                    return ExitCode.Done;
                StandardError.WriteLine($"error: {found.Source}: none of its images can be used.");
                return ExitCode.BadInput;
            }
        );
        return command;
    }

    private static void Print(DatasetDescription found, string? page)
    {
        Console.Out.WriteLine($"{Counted.Of(found.Images, "image")} from {found.Source}");
        foreach (string note in found.Notes)
            Console.Out.WriteLine($"  {note}");
        var table = new Table()
            .RoundedBorder()
            .AddColumns(found.Kind == TargetKind.Classes ? "class" : "label", "images");
        foreach (var (label, count) in found.Labels.OrderByDescending(x => x.Value).Take(MostLabels))
            table.AddRow(Markup.Escape(label), count.ToString(CultureInfo.InvariantCulture));
        Screen.Write(table);
        if (found.Labels.Count > MostLabels)
            Console.Out.WriteLine($"... and {found.Labels.Count - MostLabels} more");
        if (found.WithoutLabel > 0)
            Console.Out.WriteLine($"Without any label: {found.WithoutLabel}");
        Line("Splits", found.Splits);
        Line("Formats", found.Formats);
        foreach (var (what, values) in found.Sizes)
            Console.Out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{what}: {values[0]} to {values[2]}, middle {values[1]}")
            );
        foreach (string line in found.Suspicions)
            Console.Out.WriteLine($"Odd: {line}");
        foreach (string line in Unusable(found.Skipped, found.Images))
            Console.Out.WriteLine(VisibleText.Line(line));
        if (page is not null)
            Console.Out.WriteLine($"Page: {page}");
    }

    // A line for each reason, however many images have it.
    private static IEnumerable<string> Unusable(IReadOnlyList<SkippedFile> skipped, int images)
    {
        var reasons = skipped.GroupBy(x => x.Reason).OrderByDescending(group => group.Count()).ToList();
        foreach (var group in reasons.Take(MostReasons))
            yield return $"Cannot be used: {Counted.Of(group.Count(), "image")} ({group.Key}): "
                + string.Join(", ", group.Take(MostSkipped).Select(x => x.File))
                + (group.Count() > MostSkipped ? ", ..." : "");
        if (reasons.Count > MostReasons)
            yield return $"Cannot be used for other reasons: {reasons.Skip(MostReasons).Sum(group => group.Count())}; --json has all.";
        if (skipped.Count > 0 && skipped.Count < images)
            yield return "train stops at these, unless --max-failures puts up with them.";
    }

    private static void Line(string name, IReadOnlyDictionary<string, int> counts)
    {
        if (counts.Count > 0)
            Console.Out.WriteLine($"{name}: {string.Join(", ", counts.Select(x => $"{x.Value} {x.Key}"))}");
    }
}
