namespace MlNetLabels.Cli.Shards;

/// <summary>The model that a run predicts with.</summary>
/// <param name="Path">The bundle, as the first task named it.</param>
/// <param name="Sha256">Of the bundle's bytes.</param>
/// <param name="Classes">In the order of the columns.</param>
/// <param name="Labels">In the order of the columns.</param>
/// <param name="RejectRate">Share of in-domain images that may be rejected; null as trained.</param>
internal sealed record ShardModel(
    string Path,
    string Sha256,
    IReadOnlyList<string> Classes,
    IReadOnlyList<string> Labels,
    double? RejectRate
);
