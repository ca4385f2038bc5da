namespace MlNetLabels.Evaluation;

/// <summary>One out-of-domain score of every image judged; larger = further out.</summary>
/// <param name="Score">Name of the score.</param>
/// <param name="Head">Head it reads: "softmax", "labels" or "embedding".</param>
/// <param name="InDomain">Of the in-domain test images, in order.</param>
/// <param name="OutOfDomain">Of each out-of-domain set, by name.</param>
internal sealed record ScoredSets(
    string Score,
    string Head,
    double[] InDomain,
    IReadOnlyDictionary<string, double[]> OutOfDomain
);
