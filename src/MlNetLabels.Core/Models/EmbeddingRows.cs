using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>Embeddings of any origin as out-of-domain scores are fitted on them.</summary>
/// <param name="embeddings">In-domain embeddings [images x dimensions].</param>
/// <param name="dataset">What is known of them, in their order; null for embedding scores alone.</param>
/// <param name="options">How heads are trained.</param>
/// <param name="cancellationToken">Stops the work.</param>
internal sealed class EmbeddingRows(
    Matrix embeddings,
    ImageDataset? dataset,
    HeadOptions options,
    CancellationToken cancellationToken
)
{
    /// <summary>Some rows, with a standardizer and heads fitted on them.</summary>
    public sealed record Part(int[] Rows, FeatureRows Features, HeadFit? Softmax, HeadFit? Labels)
    {
        /// <summary>What scores read of rows.</summary>
        public ScorerInput Read(FeatureRows rows) =>
            new()
            {
                Embeddings = rows,
                RawEmbeddings = rows.Raw,
                SoftmaxLogits = Softmax?.Layer.Logits(rows),
                LabelLogits = Labels?.Layer.Logits(rows),
            };
    }

    /// <summary>Fits standardizer and heads.</summary>
    /// <param name="rows">On these.</param>
    /// <param name="like">What has the lambdas; null to choose them.</param>
    public Part Fit(int[] rows, Part? like = null)
    {
        var features = FeatureRows.Fit(embeddings, rows);
        return new(
            rows,
            features,
            Softmax(features, rows, like?.Softmax?.L2),
            Labels(features, rows, like?.Labels?.L2)
        );
    }

    /// <summary>What scores are fitted on.</summary>
    public ScorerTraining Training(Part part) =>
        new()
        {
            InnerFolds = _ => InnerFolds(part),
            Input = part.Read(part.Features),
            Classes = dataset?.Kind == TargetKind.Classes ? dataset.Classes(part.Rows) : null,
            Labels = dataset?.Kind == TargetKind.LabelSets ? dataset.Truth(part.Rows) : null,
        };

    private IReadOnlyList<InnerFold>? InnerFolds(Part part)
    {
        int[] strata = dataset is null ? new int[part.Rows.Length] : Strata.Of(dataset.Truth(part.Rows)),
            folds = Folds.Stratified(strata, null, options.Folds, options.Seed);
        int count = folds.Max() + 1;
        if (count < 2)
            return null;
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(fold =>
                {
                    var kept = Fit([.. part.Rows.Where((_, i) => folds[i] != fold)], part);
                    int[] held = [.. part.Rows.Where((_, i) => folds[i] == fold)];
                    return new InnerFold(Training(kept), kept.Read(kept.Features.Others(held)));
                }),
        ];
    }

    private HeadFit? Softmax(FeatureRows features, int[] rows, double? l2) =>
        dataset?.Kind == TargetKind.Classes
            ? new SoftmaxTrainer(options with { L2 = l2 ?? options.L2 }).Fit(
                features,
                dataset.Classes(rows),
                dataset.LabelNames.Count,
                null,
                cancellationToken
            )
            : null;

    private HeadFit? Labels(FeatureRows features, int[] rows, double? l2)
    {
        if (dataset is null)
            return null;
        var truth = dataset.Truth(rows);
        int[] learned =
        [
            .. Enumerable
                .Range(0, truth.Labels)
                .Where(k =>
                    Math.Min(truth.Count(k, LabelState.Present), truth.Count(k, LabelState.Absent))
                    >= ModelTrainer.MinPerLabel
                ),
        ];
        return learned.Length == 0
            ? null
            : new LabelTrainer(options with { L2 = l2 ?? options.L2 }).Fit(
                features,
                truth.SelectLabels(learned),
                [.. learned.Select(k => dataset.LabelNames[k])],
                null,
                cancellationToken
            );
    }
}
