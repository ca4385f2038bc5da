namespace MlNetLabels.Models;

/// <summary>Which rows of a dataset a model was made from, and how.</summary>
/// <param name="Train">Those that the heads learn from.</param>
/// <param name="Validation">Those held out for all of it; none in cross-fitting.</param>
/// <param name="Folds">In cross-fitting the fold of each training row, -1 for those always learned from; else null.</param>
internal sealed record RowUse(int[] Train, int[] Validation, int[]? Folds)
{
    /// <summary>What the user should know of the division.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
