using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>One fold of cross-fitting: everything in it was made without the images that it holds out.</summary>
/// <param name="Kept">The rows of the dataset that it learned from.</param>
/// <param name="Held">Positions, among all rows that some fold holds out, of those it holds out.</param>
/// <param name="Features">The rows it learned from, with a standardizer of their own.</param>
/// <param name="HeldFeatures">The rows it holds out, by that standardizer.</param>
/// <param name="Heads">Heads fitted on the rows it learned from, with the lambda chosen on all.</param>
internal sealed record CrossFold(
    int[] Kept,
    int[] Held,
    FeatureRows Features,
    FeatureRows HeldFeatures,
    TrainedHeads Heads
)
{
    /// <summary>What scores read of the images held out.</summary>
    public ScorerInput HeldInput { get; } = Heads.Read(HeldFeatures);

    /// <summary>
    /// The fold of each row, or -1: stratified, groups whole; null where a fold would leave a softmax head a single class,
    /// or all that is held out is of one.
    /// </summary>
    /// <param name="data">All embedded images.</param>
    /// <param name="rows">The rows to fit.</param>
    /// <param name="options">Number of folds, and their seed.</param>
    /// <param name="neverHeld">Rows of the dataset that no fold holds out.</param>
    public static int[]? Assign(
        EmbeddedDataset data,
        int[] rows,
        HeadOptions options,
        IReadOnlySet<int>? neverHeld = null
    )
    {
        int[] groups = RowGroups.Assign(data.Dataset, data.Contents, rows, neverHeld),
            strata = Strata.Of(data.Dataset.Truth(rows)),
            folds = Folds.Stratified(strata, groups, options.Folds, options.Seed);
        int count = folds.Max() + 1;
        if (count < 2)
            return null;
        if (data.Dataset.Kind != TargetKind.Classes)
            return folds;
        int[] labelled = data.LabelledPositions(rows);
        bool leavesTwo = Enumerable
            .Range(0, count)
            .All(fold => labelled.Where(i => folds[i] != fold).Select(i => strata[i]).Distinct().Take(2).Count() == 2);
        bool hasTwo = labelled.Select(i => strata[i]).Distinct().Take(2).Count() == 2,
            holdsTwo = labelled.Where(i => folds[i] >= 0).Select(i => strata[i]).Distinct().Take(2).Count() == 2;
        return (leavesTwo && holdsTwo) || !hasTwo ? folds : null;
    }
}
