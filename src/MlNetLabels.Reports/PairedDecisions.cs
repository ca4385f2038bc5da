namespace MlNetLabels.Reports;

/// <summary>A yes or no that two runs gave on each of the same images, to be compared beside the figures.</summary>
/// <param name="Name">What was asked, in camel case.</param>
/// <param name="YesIsBetter">Whether yes is the better answer.</param>
/// <param name="A">The first run's answers.</param>
/// <param name="B">The second run's, on the same images in the same order.</param>
public sealed record PairedDecisions(string Name, bool YesIsBetter, IReadOnlyList<bool> A, IReadOnlyList<bool> B);
