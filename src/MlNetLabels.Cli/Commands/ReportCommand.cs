using System.CommandLine;
using System.Text;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Reports;

namespace MlNetLabels.Cli.Commands;

/// <summary>Writes a report again from its JSON, or what a model knows of itself.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("report-or-model")
        {
            Description =
                "A report.json that evaluate wrote, its folder, or a *.mlabels bundle, which knows its validation figures alone.",
        };
        var html = new Option<string?>("--html") { Description = "HTML file to write." };
        var markdown = new Option<string?>("--markdown") { Description = "Markdown file to write." };
        var trust = CommonOptions.Trust();
        var (json, verbose) = (CommonOptions.Json(), CommonOptions.Verbose());
        var command = new Command("report", "Write a report again as HTML or Markdown, without the images.")
        {
            source,
            html,
            markdown,
            trust,
            json,
            verbose,
        };
        Help.AddExamples(
            command,
            "report report/report.json --html report.html",
            "report report/report.json --markdown summary.md",
            "report photos.mlabels --html photos.html"
        );
        command.Validators.Add(result =>
        {
            CommonOptions.CheckDistinct(result, html, markdown);
            if (result.IsGiven(trust) && result.GetValue(source) is { } given && !IsBundle(given))
                result.AddError(
                    $"--trust is of bundles (*.mlabels), which may be signed; {given} is none. Leave it out."
                );
        });
        command.SetRun(
            (parsed, _) =>
            {
                string path = parsed.GetValue(source)!;
                if (parsed.GetValue(html) is { } toPage)
                    OutputPlace.CheckPage(toPage);
                if (parsed.GetValue(markdown) is { } toText)
                    OutputPlace.CheckHolds(toText, "report (Markdown)", "\nNext: ", "\nSeed ");
                var report = IsBundle(path)
                    ? ReportBuilder.Build(Model.Load(path, parsed.Keys(trust)), Path.GetFileNameWithoutExtension(path))
                    : JsonReport.Read(ReportPath.Of(path));
                using var files = new OutputFiles();
                if (parsed.GetValue(html) is { } page)
                    files.Add(page, HtmlReportWriter.Render(report));
                if (parsed.GetValue(markdown) is { } text)
                    files.Add(text, MarkdownReportWriter.Render(report));
                files.Complete();
                foreach (string? file in new[] { parsed.GetValue(html), parsed.GetValue(markdown) })
                    if (file is not null)
                        StandardError.WriteLine($"Report: {file}");
                if (parsed.GetValue(json))
                    Console.Out.WriteLine(Encoding.UTF8.GetString(JsonReport.Serialize(report)));
                else
                    Print(report, parsed.GetValue(verbose));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static bool IsBundle(string path) =>
        Path.GetExtension(path).Equals(".mlabels", StringComparison.OrdinalIgnoreCase);

    private static void Print(EvaluationReport report, bool verbose)
    {
        if (verbose)
            TextReportWriter.Write(report, Console.Out);
        else
            TextReportWriter.WriteShort(report, Console.Out);
    }
}
