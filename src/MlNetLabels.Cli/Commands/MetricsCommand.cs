using System.CommandLine;
using System.Globalization;
using System.Text;
using MlNetLabels.Cli.Output;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Reports;

namespace MlNetLabels.Cli.Commands;

/// <summary>Judges predictions that any system made.</summary>
internal static class MetricsCommand
{
    private const string Columns = """
        CSV or JSON Lines with one row per image. Truth: a column 'label' with the class, or one 0/1/blank column
        per label (blank = unknown), named NAME or truth:NAME.
        Probabilities: one column p:NAME per class (rows sum to 1) or label.
        Optional: 'file', and 'group' for images that belong together.
        """;

    public static Command Create()
    {
        var predictions = new Option<string>("--predictions") { Description = Columns, Required = true };
        var thresholds = new Option<string>("--thresholds")
        {
            Description = "For labels: one probability for all, or a CSV with the columns label and threshold.",
            DefaultValueFactory = _ => "0.5",
        };
        var (seed, threads, json) = (CommonOptions.Seed(), CommonOptions.Threads(), CommonOptions.Json());
        var command = new Command(
            "metrics",
            "Judge predictions of any system, with the metrics and intervals that evaluate gives."
        )
        {
            predictions,
            thresholds,
            seed,
            threads,
            json,
        };
        Help.AddExamples(
            command,
            "metrics --predictions classes.csv",
            "metrics --predictions labels.csv --thresholds 0.4",
            "metrics --predictions report/labels.csv --thresholds report/thresholds.csv --json"
        );
        command.Validators.Add(result =>
        {
            string? cut = result.GetValue(thresholds);
            if (
                double.TryParse(cut, NumberStyles.Float, CultureInfo.InvariantCulture, out double all)
                && all is not (>= 0 and <= 1)
            )
                result.AddError($"--thresholds is {cut}; give a probability between 0 and 1, or a file of them.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                var given = GivenPredictions.Read(parsed.GetValue(predictions)!);
                double[] cuts = given.Labels is null ? [] : given.ReadThresholds(parsed.GetValue(thresholds)!);
                if (given.Labels is null && parsed.IsGiven(thresholds))
                    throw new SetUpException(
                        "--thresholds are of labels, and these predictions are of classes; leave it out."
                    );
                var bootstrap = new BootstrapOptions
                {
                    Seed = (ulong)parsed.GetValue(seed),
                    Threads = parsed.GetValue(threads),
                };
                var report = ReportBuilder.BuildMetrics(given, cuts, bootstrap, cancellationToken);
                if (parsed.GetValue(json))
                    Console.Out.WriteLine(Encoding.UTF8.GetString(JsonReport.Serialize(report)));
                else
                    TextReportWriter.Write(report, Console.Out);
                return ExitCode.Done;
            }
        );
        return command;
    }
}
