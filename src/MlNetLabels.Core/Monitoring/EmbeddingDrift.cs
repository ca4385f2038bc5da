using System.IO.Hashing;
using System.Runtime.InteropServices;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Monitoring;

/// <summary>
/// Whether the embeddings of a window are distributed as those of a reference: two statistics, each held against itself
/// with the rows dealt out anew at random.
/// </summary>
/// <remarks>
/// Such a permutation test is exact, at any size, where without a change all rows are exchangeable. A frozen backbone
/// makes new images' embeddings exchangeable with training images', since it has learned from neither; nothing that was
/// fitted to the training rows is used here. Scales, kernel width, covariance and folds come from all rows together and
/// know nothing of which is whose. Phipson and Smyth, "Permutation p-values should never be zero", 2010.
/// </remarks>
internal static class EmbeddingDrift
{
    /// <summary>Fewest rows on either side, for there to be some in every fold.</summary>
    public const int LeastRows = 20;

    private const int Folds = 5;

    /// <summary>Why nothing can be held against a reference; null where something can.</summary>
    /// <param name="reference">The sample of training images; null where there is none.</param>
    public static string? WhyNot(Matrix? reference) =>
        reference is null
            ? "the model was written by a version that kept no sample of its training images; train it again"
        : reference.Rows < LeastRows
            ? $"{Counted.Of(reference.Rows, "training image")}; at least {LeastRows} are needed"
        : null;

    /// <summary>Tests a window against a reference of as many columns.</summary>
    public static (Finding Classifier, Finding Discrepancy) Test(
        Matrix reference,
        Matrix window,
        WindowOptions options,
        CancellationToken cancellationToken
    )
    {
        if (window.Rows < LeastRows || reference.Rows < LeastRows)
        {
            var no = Finding.Not(
                $"{window.Rows} images and {reference.Rows} training images; at least {LeastRows} of each are needed"
            );
            return (no, no);
        }
        var all = reference.Append(window);
        int[] indices = [.. Enumerable.Range(0, all.Rows)];
        var rows = Standardizer.Fit(all, indices).Apply(all);
        var classifier = new FisherClassifier(rows, FoldsOf(all), cancellationToken);
        var discrepancy = new MeanDiscrepancy(GramMatrix.Of(rows, cancellationToken));
        var given = indices.AsSpan(reference.Rows);
        double auroc = classifier.Of(given),
            mmd = discrepancy.Of(given);
        int aurocs = 0,
            mmds = 0;
        var random = new Random(options.Seed);
        int[] dealt = [.. indices];
        for (int i = 0; i < options.Permutations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(dealt);
            var window0 = dealt.AsSpan(0, window.Rows);
            if (classifier.Of(window0) >= auroc)
                aurocs++;
            if (discrepancy.Of(window0) >= mmd)
                mmds++;
        }
        return (
            new(auroc, (1.0 + aurocs) / (options.Permutations + 1), null),
            new(mmd, (1.0 + mmds) / (options.Permutations + 1), null)
        );
    }

    // By what is in a row, so that equal rows share a fold.
    private static int[] FoldsOf(Matrix rows)
    {
        var folds = new int[rows.Rows];
        for (int i = 0; i < folds.Length; i++)
            folds[i] = (int)(XxHash64.HashToUInt64(MemoryMarshal.AsBytes((ReadOnlySpan<float>)rows.Row(i))) % Folds);
        return folds;
    }
}
