using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>Rows of a dataset as out-of-domain scores are fitted on them.</summary>
/// <param name="data">All embedded images.</param>
/// <param name="trainer">What fits heads again in inner folds.</param>
/// <param name="options">How, and in how many folds.</param>
/// <param name="neverHeld">Rows that no fold holds out.</param>
internal sealed class ScorerRows(
    EmbeddedDataset data,
    IHeadTrainer trainer,
    HeadOptions options,
    IReadOnlySet<int>? neverHeld = null
)
{
    // The spread of their logits is all that these heads are for.
    private const double EnoughTolerance = 1e-3;

    // A standard deviation of so many scores is known to 5 %; of many classes a few images each.
    private const int EnoughInner = 250,
        EnoughPerClass = 2;

    /// <summary>Rows, read by heads that were fitted on them.</summary>
    public ScorerTraining Training(int[] rows, TrainedHeads heads, FeatureRows features) =>
        Training(rows, heads.Read(features)) with
        {
            InnerFolds = cancellationToken => Inner(rows, heads, cancellationToken),
        };

    // Known negatives are a kind of their own beside the classes.
    private ScorerTraining Training(int[] rows, ScorerInput input)
    {
        if (data.Dataset.Kind != TargetKind.Classes)
            return new ScorerTraining { Input = input, Labels = data.Dataset.Truth(rows) };
        var classes = new int[rows.Length];
        Array.Fill(classes, data.Dataset.LabelNames.Count);
        foreach (int position in data.LabelledPositions(rows))
            classes[position] = data.Dataset.Classes([rows[position]])[0];
        return new ScorerTraining { Input = input, Classes = classes };
    }

    private InnerFold[]? Inner(int[] rows, TrainedHeads heads, CancellationToken cancellationToken)
    {
        int[] sample = Sample(rows);
        if (CrossFold.Assign(data, sample, options, neverHeld) is not { } folds)
            return null;
        var like = heads.OnlyWhere(data.Dataset, sample, folds);
        if (like.Softmax is null && like.Labels is null)
            return null;
        return
        [
            .. new CrossFitting(data, sample, folds)
                .Fit(new HeadFitting(Quick, trainer, folds), like, null, cancellationToken)
                .Select(fold => new InnerFold(Training(fold.Kept, fold.Heads, fold.Features), fold.HeldInput)),
        ];
    }

    private HeadOptions Quick =>
        options with
        {
            Tolerance = Math.Max(options.Tolerance, EnoughTolerance),
            Progress = null,
        };

    // Stratified, groups whole.
    private int[] Sample(int[] rows)
    {
        int enough = Math.Max(EnoughInner, EnoughPerClass * data.Dataset.LabelNames.Count),
            parts = rows.Length / enough;
        if (parts < 2)
            return rows;
        int[] part = Folds.Stratified(
            Strata.Of(data.Dataset.Truth(rows)),
            RowGroups.Assign(data.Dataset, data.Contents, rows),
            parts,
            options.Seed
        );
        return [.. rows.Where((_, i) => part[i] == 0)];
    }
}
