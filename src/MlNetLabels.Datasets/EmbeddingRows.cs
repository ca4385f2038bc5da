namespace MlNetLabels.Datasets;

/// <summary>What a group of an <see cref="EmbeddingTable"/> says of its rows.</summary>
/// <param name="Files">The image of each row.</param>
/// <param name="Reasons">Why a row has no embedding; null where it has one.</param>
/// <param name="Cells">By column and row; null where nothing is said.</param>
public sealed record EmbeddingRows(
    IReadOnlyList<string> Files,
    IReadOnlyList<string?> Reasons,
    IReadOnlyList<IReadOnlyList<string?>> Cells
);
