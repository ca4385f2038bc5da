using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Models;

/// <summary>Fits the heads again without each fold, so that every image of one has logits of heads that never saw it.</summary>
/// <param name="data">All embedded images.</param>
/// <param name="rows">The rows to fit.</param>
/// <param name="folds">The fold of each; -1 for those that are always learned from.</param>
internal sealed class CrossFitting(EmbeddedDataset data, int[] rows, int[] folds)
{
    private const string Phase = "fitting the heads in folds";

    /// <summary>The rows that some fold holds out.</summary>
    public int[] Held { get; } = [.. rows.Where((_, i) => folds[i] >= 0)];

    /// <summary>The fold of each of them.</summary>
    public int[] HeldFolds { get; } = [.. folds.Where(fold => fold >= 0)];

    /// <param name="fitting">What fits heads.</param>
    /// <param name="all">The heads fitted on all rows: each fold takes their lambda and their labels.</param>
    /// <param name="progress">Told after each fold.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public CrossFold[] Fit(
        HeadFitting fitting,
        TrainedHeads all,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var fitted = new CrossFold[folds.Max() + 1];
        for (int fold = 0; fold < fitted.Length; fold++)
        {
            int[] held = [.. Enumerable.Range(0, Held.Length).Where(i => HeldFolds[i] == fold)],
                kept = [.. rows.Where((_, i) => folds[i] != fold)];
            var features = FeatureRows.Fit(data.Embeddings, kept, data.Dataset.Weights(kept));
            var heads = fitting.FitAgain(data, kept, features, all, cancellationToken);
            fitted[fold] = new CrossFold(kept, held, features, features.Others(Held.At(held)), heads);
            progress?.Report(new WorkProgress(Phase, fold + 1, fitted.Length));
        }
        return fitted;
    }

    /// <summary>Out-of-fold logits of the rows held out, in their order.</summary>
    public HeldLogits Logits(CrossFold[] fitted, TrainedHeads all)
    {
        var softmax = all.Softmax is { } s ? new Matrix(Held.Length, s.Layer.Outputs) : null;
        var labels = all.Labels is { } l ? new Matrix(Held.Length, l.Layer.Outputs) : null;
        var without = all.WithoutNegatives is { } w ? new Matrix(Held.Length, w.Layer.Outputs) : null;
        foreach (var fold in fitted)
        {
            Copy(fold.HeldInput.SoftmaxLogits, softmax, fold.Held);
            Copy(fold.HeldInput.LabelLogits, labels, fold.Held);
            Copy(
                without is null ? null : fold.Heads.WithoutNegatives!.Layer.Logits(fold.HeldFeatures),
                without,
                fold.Held
            );
        }
        return new HeldLogits(Held, softmax, labels, without);
    }

    private static void Copy(Matrix? from, Matrix? to, int[] places)
    {
        for (int i = 0; from is not null && i < places.Length; i++)
            from.Row(i).CopyTo(to!.Row(places[i]));
    }
}
