using MlNetLabels.Models;

namespace MlNetLabels.Evaluation;

/// <summary>The domain check on in-domain test images: whether it keeps its promise.</summary>
/// <param name="Score">The score that decides.</param>
/// <param name="Why">Why it does.</param>
/// <param name="Choice">The validation out-of-domain images that chose it; null for the default.</param>
/// <param name="Cut">The cut as it is used.</param>
/// <param name="TestImages">In-domain test images, known negatives among them.</param>
/// <param name="TestCoverage">Share of them accepted, to be held against 1 - the reject rate; null without any.</param>
/// <param name="Warning">Where the promise is weaker than asked for; null where it is not.</param>
public sealed record CoverageCheck(
    string Score,
    string Why,
    ScoreChoice? Choice,
    CutSummary? Cut,
    int TestImages,
    double? TestCoverage,
    string? Warning
);
