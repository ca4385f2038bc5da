using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Monitoring;
using MlNetLabels.Reports;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Says whether images are still like those that a model was trained on.</summary>
internal static class MonitorCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The bundle that train wrote.", Required = true };
        var trust = CommonOptions.Trust();
        var images = new Option<string[]>("--images")
        {
            Description =
                "Images, or folders of images, that came in use, in the order of their names; may be given several times.",
            Required = true,
        };
        var window = new Option<int>("--window")
        {
            Description = "Different images that are judged together.",
            DefaultValueFactory = _ => DefaultWindow,
        };
        var falseAlarms = CommonOptions.Rate(
            "--false-alarms",
            $"Chance that a window without any change raises an alarm; {new WindowOptions().FalseAlarmRate} when left out.",
            within: (LeastRate, MostRate)
        );
        var html = new Option<string?>("--html") { Description = "HTML file to write." };
        var (json, verbose) = (CommonOptions.Json(), CommonOptions.Verbose());
        var command = new Command(
            "monitor",
            "Say whether images are still like those that a model was trained on, and how good its answers can be."
        )
        {
            model,
            trust,
            images,
            window,
            falseAlarms,
            html,
            json,
            verbose,
        };
        var embedding = new EmbeddingOptionSet(command, FailureLimit.All);
        Help.AddExamples(
            command,
            "monitor --model photos.mlabels --images inbox",
            "monitor --model photos.mlabels --images inbox --html monitor.html"
        );
        window.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < LeastWindow or > PredictionWindow.MostImages)
                result.AddError($"--window must be between {LeastWindow} and {PredictionWindow.MostImages}.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var options = new MonitorOptions
                {
                    Model = parsed.GetValue(model)!,
                    Trusted = parsed.Keys(trust),
                    Images = [.. parsed.Values(images).Select(PathArguments.Existing)],
                    WindowSize = parsed.GetValue(window),
                    Window = new()
                    {
                        FalseAlarmRate = parsed.GetValue(falseAlarms) ?? new WindowOptions().FalseAlarmRate,
                    },
                    HtmlFile = parsed.GetValue(html),
                    Embedding = embedding.Given(parsed),
                };
                var console = new RunConsole(parsed.GetValue(verbose));
                var report = ImageRuns.Monitor(options, console.Log, console.Progress, cancellationToken);
                if (parsed.GetValue(json))
                    Json.Write(report);
                else
                    Print(report, options.HtmlFile);
                return report.HasChanged == true ? ExitCode.GateFailed : ExitCode.Done;
            }
        );
        return command;
    }

    private const int DefaultWindow = 200,
        LeastWindow = 20;

    private const double LeastRate = 0.0001,
        MostRate = 0.5;

    private static void Print(MonitorReport report, string? page)
    {
        TextReportWriter.Write(report, Console.Out);
        if (page is not null)
            Console.Out.WriteLine($"Report: {page}");
    }
}
