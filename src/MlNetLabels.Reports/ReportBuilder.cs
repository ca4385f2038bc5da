using System.Diagnostics;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.Reports.Building;

namespace MlNetLabels.Reports;

/// <summary>Makes reports from what was evaluated.</summary>
public static class ReportBuilder
{
    /// <summary>The report of an evaluation.</summary>
    /// <param name="input">What it is made from.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static EvaluationReport Build(ReportInput input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var clock = Stopwatch.StartNew();
        var content = ReportContentBuilder.Build(input, cancellationToken);
        var timings = new Dictionary<string, double>(input.Timings) { ["report"] = clock.Elapsed.TotalSeconds };
        return new(content with { Timings = timings });
    }

    /// <summary>What a model knows of itself: training facts and validation metrics, no test images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="title">What the report is called.</param>
    public static EvaluationReport Build(Model model, string title)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(title);
        return new(ReportContentBuilder.Build(model, title));
    }

    /// <summary>The report of figures whose rows were not kept: no pictures, no curves, no intervals.</summary>
    /// <param name="model">The model.</param>
    /// <param name="title">What the report is called.</param>
    /// <param name="figures">What was found.</param>
    public static EvaluationReport Build(Model model, string title, StreamedFigures figures)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(title);
        ArgumentNullException.ThrowIfNull(figures);
        return new(ReportContentBuilder.Build(model, title, figures));
    }

    /// <summary>Every metric of given predictions, with bootstrap intervals for the headline ones.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="thresholds">One per label; not read where classes are given.</param>
    /// <param name="bootstrap">How to resample.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static MetricsReport BuildMetrics(
        GivenPredictions predictions,
        ReadOnlySpan<double> thresholds,
        BootstrapOptions bootstrap,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(bootstrap);
        return MetricsBuilder.Build(predictions, thresholds, bootstrap, cancellationToken);
    }
}
