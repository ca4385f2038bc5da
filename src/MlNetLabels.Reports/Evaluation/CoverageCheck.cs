using MlNetLabels.Models;

namespace MlNetLabels.Evaluation;

/// <summary>The domain check on in-domain test images: whether it keeps its promise.</summary>
/// <param name="Domain">The check: its score, its cut and why.</param>
/// <param name="TestImages">In-domain test images, known negatives among them.</param>
/// <param name="TestNegatives">Known negatives among them.</param>
/// <param name="TestCoverage">
/// Share of them accepted, to be held against 1 - the reject rate; null without any, or where the check is off.
/// </param>
/// <param name="Warning">Where the promise is weaker than asked for; null where it is not.</param>
internal sealed record CoverageCheck(
    DomainDescription Domain,
    int TestImages,
    int TestNegatives,
    double? TestCoverage,
    string? Warning
);
