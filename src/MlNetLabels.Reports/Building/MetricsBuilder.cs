using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;

namespace MlNetLabels.Reports.Building;

/// <summary>Judges given predictions as a model's own would be judged.</summary>
internal static class MetricsBuilder
{
    /// <summary>Every metric, with bootstrap intervals for the headline ones.</summary>
    /// <param name="given">The predictions.</param>
    /// <param name="thresholds">One a label; not read where classes are given.</param>
    /// <param name="bootstrap">How to resample.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static MetricsReport Build(
        GivenPredictions given,
        ReadOnlySpan<double> thresholds,
        BootstrapOptions bootstrap,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(given);
        return new MetricsReport(
            given.Source,
            given.Classes is null
                ? new HeadsReport
                {
                    Labels = Labels(given.ToMultiLabel(thresholds), given.Groups, bootstrap, cancellationToken),
                }
                : new HeadsReport
                {
                    Softmax = Softmax(given.ToMulticlass(), given.Groups, bootstrap, cancellationToken),
                }
        );
    }

    private static HeadReport<MulticlassMetrics> Softmax(
        MulticlassPredictions predictions,
        int[] groups,
        BootstrapOptions bootstrap,
        CancellationToken cancellationToken
    ) =>
        HeadBuilder.Build(
            null,
            null,
            predictions.Evaluate(),
            predictions.Intervals(bootstrap, groups, cancellationToken)
        );

    private static HeadReport<MultiLabelMetrics> Labels(
        MultiLabelPredictions predictions,
        int[] groups,
        BootstrapOptions bootstrap,
        CancellationToken cancellationToken
    ) =>
        HeadBuilder.Build(
            null,
            null,
            predictions.Evaluate(),
            predictions.Intervals(bootstrap, groups, cancellationToken)
        );
}
