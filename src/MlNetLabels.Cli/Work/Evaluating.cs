using System.Diagnostics;
using System.Reflection;
using MlNetLabels.Backbones;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Images;
using MlNetLabels.Models;
using MlNetLabels.Reports;
using MlNetLabels.Reports.Building;
using MlNetLabels.Reports.Html;
using MlNetLabels.Reports.Json;

namespace MlNetLabels.Cli.Work;

/// <summary>Judges a model and writes its report.</summary>
internal static class Evaluating
{
    private const int ThumbnailSide = 160;
    private const int SmallSide = 80;

    public static EvaluationReport Run(
        Model model,
        EmbeddedDataset data,
        TestSet test,
        IReadOnlyList<OutOfDomainSet> sets,
        int seed,
        string title,
        Dictionary<string, double> timings,
        string? predictionsFolder,
        CancellationToken cancellationToken
    )
    {
        foreach (string note in test.Notes)
            Talk.Warn(note);
        var clock = Stopwatch.StartNew();
        var evaluation = ModelEvaluator.Evaluate(model, test, sets, seed, cancellationToken);
        timings["evaluate"] = clock.Elapsed.TotalSeconds;
        if (predictionsFolder is not null)
            PredictionWriter.Write(model, evaluation, predictionsFolder);
        clock.Restart();
        var report = ReportBuilder.Build(
            new ReportInput
            {
                Title = title,
                Model = model,
                Evaluation = evaluation,
                Data = data,
                Thumbnail = path => Picture(path, ThumbnailSide),
                SmallPicture = path => Picture(path, SmallSide),
                CreatedAt = DateTimeOffset.UtcNow,
                Command = "mlnet-labels " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
                Timings = timings,
                Versions = Versions(),
                Seed = seed,
            },
            cancellationToken
        );
        return report with
        {
            Timings = new Dictionary<string, double>(timings) { ["report"] = clock.Elapsed.TotalSeconds },
        };
    }

    /// <summary>Writes report.json and report.html into a folder and says where.</summary>
    public static void Write(EvaluationReport report, string folder)
    {
        JsonReportWriter.Write(report, Path.Combine(folder, "report.json"));
        string html = Path.Combine(folder, "report.html");
        HtmlReportWriter.Write(report, html);
        Talk.Say($"Report: {html}");
    }

    /// <summary>Says which gates failed, on stderr, and what the process returns.</summary>
    public static int CheckGates(EvaluationReport report)
    {
        QualityGate[] failed = [.. (report.Gates ?? []).Where(g => !g.Passed)];
        foreach (var gate in failed)
            Talk.Say(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"gate {gate.Key} failed: {gate.Name} is "
                        + $"{(gate.Value is { } value ? $"{value:0.####}" : $"unknown ({gate.Reason})")}, "
                        + $"{(gate.IsMinimum ? "at least" : "at most")} {gate.Bound:0.####} is wanted. {gate.Advice}"
                )
            );
        return failed.Length == 0 ? ExitCode.Done : ExitCode.GateFailed;
    }

    // A picture that cannot be shown costs the report its picture, not its numbers: embeddings may come without their
    // images.
    private static string? Picture(string path, int side)
    {
        try
        {
            byte[] picture = ImageLoader.CreateThumbnail(path, side, ImageOptions.Default);
            return $"data:{ImageLoader.ThumbnailMediaType};base64,{Convert.ToBase64String(picture)}";
        }
        catch (ImageException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Versions() =>
        new()
        {
            ["MlNetLabels"] =
                typeof(Evaluating)
                    .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                    ?.InformationalVersion
                ?? "unknown",
            [".NET"] = Environment.Version.ToString(),
            ["ONNX Runtime"] = Backbone.RuntimeVersion,
            ["system"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        };
}
