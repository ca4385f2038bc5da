using System.Diagnostics;
using System.Reflection;
using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Images;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>Judges a model and writes its report.</summary>
internal static class ReportRun
{
    private const int ThumbnailSide = 160,
        SmallSide = 80;

    public static EvaluationReport Build(
        ReportRequest request,
        Dictionary<string, double> timings,
        RunContext context
    ) => Judge(request, timings, context).Report;

    /// <summary>The report, and what it was made from.</summary>
    public static (EvaluationReport Report, ModelEvaluation Evaluation) Judge(
        ReportRequest request,
        Dictionary<string, double> timings,
        RunContext context
    )
    {
        var test = TestSet.From(request.Model, request.Data);
        foreach (string note in request.ResultsOnly ? [] : test.Notes)
            context.Log.Note(note);
        var clock = Stopwatch.StartNew();
        var evaluation = context.Step(
            request.ResultsOnly ? "Judging the champion" : "Judging the model",
            () => ModelEvaluator.Evaluate(request.Model, test, request.Sets, request.Seed, context.CancellationToken)
        );
        timings["evaluate"] = clock.Elapsed.TotalSeconds;
        // What was left out of the folders was said when they were read.
        foreach (
            string note in request.ResultsOnly ? [] : evaluation.Notes.Except(request.Sets.SelectMany(x => x.Notes))
        )
            context.Log.Note(note);
        if (request.PredictionsFolder is { } folder)
            evaluation.WritePredictions(folder);
        var input = new ReportInput
        {
            Title = request.Title,
            Model = request.Model,
            Evaluation = evaluation,
            Data = request.Data,
            Thumbnail = path => Picture(path, ThumbnailSide),
            SmallPicture = path => Picture(path, SmallSide),
            CreatedAt = DateTimeOffset.UtcNow,
            Command = request.Command,
            Timings = timings,
            Engines = request.Engines ?? [],
            ResultsOnly = request.ResultsOnly,
            Versions = Versions(),
            Seed = request.Seed,
        };
        var report = context.Step(
            request.ResultsOnly ? "Its figures" : "Making the report",
            () => ReportBuilder.Build(input, context.CancellationToken)
        );
        return (report, evaluation);
    }

    /// <summary>Writes report.json, report.html and suspects.csv into a folder, where one is given.</summary>
    public static EvaluateResult Write(EvaluationReport report, string model, string? folder, RunContext context)
    {
        string? json = folder is null ? null : Path.Combine(folder, "report.json"),
            html = folder is null ? null : Path.Combine(folder, "report.html");
        if (json is not null && html is not null)
        {
            using var files = new OutputFiles();
            files.Add(json, stream => stream.Write(JsonReport.Serialize(report)));
            files.Add(html, HtmlReportWriter.Render(report));
            string list = Path.Combine(folder!, "suspects.csv");
            if (report.SuspectedLabels is { } suspects)
                files.Add(list, suspects);
            files.Complete();
            if (report.SuspectedLabels is null && File.Exists(list))
                context.Log.Note($"no label is suspected now: {list} is of an earlier report.");
            context.Log.Wrote(html);
        }
        return new EvaluateResult
        {
            Report = report,
            ModelFile = model,
            HtmlFile = html,
            JsonFile = json,
            FailedGates = [.. report.Gates.Where(g => !g.Passed).Select(Sentence)],
        };
    }

    private static string Sentence(QualityGate gate)
    {
        string value = gate.Value is { } figure ? Read(figure) : $"unknown ({gate.Reason})";
        return $"gate {gate.Key} failed: {gate.Name} is {value}, {(gate.IsMinimum ? "at least" : "at most")} "
            + $"{Read(gate.Bound)} is wanted. {gate.Advice}";

        string Read(double x) =>
            gate.IsShare ? Figures.Percent(x)
            : gate.IsCount ? Figures.Count((long)x)
            : Figures.Number(x);
    }

    // A picture that cannot be shown costs the report its picture, not its numbers: embeddings may come without their
    // images.
    public static string? Picture(string path, int side) =>
        DataUri(() => ImageLoader.CreateThumbnail(path, side, new ImageOptions()));

    public static string? Picture(byte[] image, int side) =>
        DataUri(() => ImageLoader.CreateThumbnail(image.AsSpan(), side, new ImageOptions()));

    private static string? DataUri(Func<byte[]> thumbnail)
    {
        try
        {
            return $"data:{ImageLoader.ThumbnailMediaType};base64,{Convert.ToBase64String(thumbnail())}";
        }
        catch (ImageException)
        {
            return null;
        }
    }

    public static Dictionary<string, string> Versions() =>
        new()
        {
            ["MlNetLabels"] =
                typeof(ReportRun)
                    .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                    ?.InformationalVersion
                ?? "unknown",
            [".NET"] = Environment.Version.ToString(),
            ["ONNX Runtime"] = Backbone.RuntimeVersion,
            ["system"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        };
}
