using MlNetLabels.Metrics;
using MlNetLabels.Models;

namespace MlNetLabels.Evaluation;

/// <summary>What evaluating a model on test images and out-of-domain sets found.</summary>
public sealed record ModelEvaluation
{
    /// <summary>The in-domain images.</summary>
    public required TestSet Test { get; init; }

    /// <summary>What the model computed for them.</summary>
    public required ModelOutputs Outputs { get; init; }

    /// <summary>The out-of-domain sets, each with what the model computed for it.</summary>
    public required IReadOnlyList<(OutOfDomainSet Set, ModelOutputs Outputs)> Sets { get; init; }

    /// <summary>Metrics of the softmax head and their intervals; null without one.</summary>
    public (MulticlassMetrics Metrics, IReadOnlyDictionary<string, Interval> Intervals)? Softmax { get; init; }

    /// <summary>Metrics of the label heads and their intervals; null without any.</summary>
    public (MultiLabelMetrics Metrics, IReadOnlyDictionary<string, Interval> Intervals)? Labels { get; init; }

    /// <summary>Every out-of-domain score on every set.</summary>
    public required IReadOnlyList<OutOfDomainResult> OutOfDomain { get; init; }

    /// <summary>The scores behind them.</summary>
    public required IReadOnlyList<ScoredSets> Scores { get; init; }

    /// <summary>Each head alone and behind the domain check.</summary>
    public required IReadOnlyList<DecisionRow> Decisions { get; init; }

    /// <summary>The domain check on in-domain images.</summary>
    public required CoverageCheck Domain { get; init; }

    /// <summary>What abstaining buys in domain.</summary>
    public required IReadOnlyList<RiskCoverageCurve> RiskCoverage { get; init; }

    /// <summary>What known negatives did; empty where the model was trained without.</summary>
    public IReadOnlyList<NegativesResult> Negatives { get; init; } = [];

    /// <summary>What the user should know of the out-of-domain sets.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
