using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>What <see cref="ImageProject.Retrain"/> did.</summary>
public sealed record RetrainResult
{
    /// <summary>The run; null where it was only asked what would be done.</summary>
    public RunRecord? Run { get; init; }

    /// <summary>How the new model was judged; null where it was only asked what would be done.</summary>
    public EvaluationReport? Report { get; init; }

    /// <summary>
    /// What would not be at work in the model, and why, where it was only asked what would be done; a run says it itself.
    /// </summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];

    /// <summary>What would be done; null where it was done.</summary>
    public string? DryRun { get; init; }
}
