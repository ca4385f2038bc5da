using MlNetLabels.Metrics;
using MlNetLabels.Models;

namespace MlNetLabels.Evaluation;

/// <summary>What evaluating a model on test images and out-of-domain sets found. Immutable.</summary>
public sealed record ModelEvaluation
{
    internal ModelEvaluation(Model model, TestSet test, ModelOutputs outputs, CoverageCheck domain) =>
        (Model, Test, Outputs, Domain) = (model, test, outputs, domain);

    /// <summary>The model.</summary>
    internal Model Model { get; }

    /// <summary>The in-domain images.</summary>
    public TestSet Test { get; }

    /// <summary>What the model computed for them.</summary>
    public ModelOutputs Outputs { get; }

    /// <summary>The out-of-domain sets, each with what the model computed for it.</summary>
    public IReadOnlyList<(OutOfDomainSet Set, ModelOutputs Outputs)> Sets { get; internal init; } = [];

    /// <summary>Metrics of the softmax head and their intervals; null without one.</summary>
    public (MulticlassMetrics Metrics, IReadOnlyDictionary<string, BootstrapInterval> Intervals)? Softmax
    {
        get;
        internal init;
    }

    /// <summary>Metrics of the label heads and their intervals; null without any.</summary>
    public (MultiLabelMetrics Metrics, IReadOnlyDictionary<string, BootstrapInterval> Intervals)? Labels
    {
        get;
        internal init;
    }

    /// <summary>What the user should know of the out-of-domain sets.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>Every out-of-domain score on every set.</summary>
    internal IReadOnlyList<OutOfDomainResult> OutOfDomain { get; init; } = [];

    /// <summary>The scores behind them.</summary>
    internal IReadOnlyList<ScoredSets> Scores { get; init; } = [];

    /// <summary>Each head alone and in the whole model.</summary>
    internal IReadOnlyList<DecisionRow> Decisions { get; init; } = [];

    /// <summary>The domain check on in-domain images.</summary>
    internal CoverageCheck Domain { get; }

    /// <summary>Both questions of the domain check on every set; empty where it asks only one.</summary>
    internal IReadOnlyList<StrangersRow> Strangers { get; init; } = [];

    /// <summary>Prediction sets on in-domain images.</summary>
    internal IReadOnlyList<SetsRow> PredictionSets { get; init; } = [];

    /// <summary>What abstaining buys in domain.</summary>
    internal IReadOnlyList<RiskCoverageCurve> RiskCoverage { get; init; } = [];

    /// <summary>What known negatives did; empty where the model was trained without.</summary>
    internal IReadOnlyList<NegativesResult> Negatives { get; init; } = [];

    /// <summary>
    /// Writes the model's own predictions for the test images, to every digit and with their truth, so that others can
    /// judge them: <c>softmax.csv</c>, and <c>labels.csv</c> with <c>thresholds.csv</c>, as far as the model has those
    /// heads. <see cref="GivenPredictions.Read"/> reads them.
    /// </summary>
    /// <param name="folder">Made where it is missing.</param>
    public void WritePredictions(string folder) => PredictionWriter.Write(this, folder);
}
