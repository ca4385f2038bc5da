namespace MlNetLabels.OutOfDomain;

/// <summary>Training images in two parts: heads and scores fitted on the one never saw the other.</summary>
/// <param name="Training">What a score is fitted on.</param>
/// <param name="Held">What it has not seen.</param>
internal sealed record InnerFold(ScorerTraining Training, ScorerInput Held);
