using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>Gives the domain check of a model what it is made from.</summary>
/// <param name="data">All embedded images.</param>
/// <param name="use">Which of them fit what.</param>
/// <param name="heads">The heads that answer.</param>
/// <param name="features">The training rows, standardised.</param>
/// <param name="outside">Out-of-domain images to choose the score by.</param>
/// <param name="rows">What turns rows into what scores are fitted on.</param>
/// <param name="options">The score that decides, and the share of in-domain images that may be rejected.</param>
internal sealed class DomainFitting(
    EmbeddedDataset data,
    RowUse use,
    TrainedHeads heads,
    FeatureRows features,
    IReadOnlyList<OutOfDomainSet> outside,
    ScorerRows rows,
    TrainerOptions options
)
{
    /// <summary>Scores fitted on training images, cut by validation images.</summary>
    public DomainGate Fit(HeldLogits held, IProgress<WorkProgress>? progress, CancellationToken cancellationToken) =>
        DomainGate.Fit(
            Split(
                rows.Training(use.Train, heads, features),
                Input(features.Others(use.Validation), held),
                use.Validation,
                heads,
                features.Standardizer
            ),
            progress,
            cancellationToken
        );

    /// <summary>The deciding score fitted without each fold, cut by all images that one holds out.</summary>
    public DomainGate FitCross(
        CrossFold[] folds,
        HeldLogits held,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    ) =>
        CrossDomain.Fit(
            new CrossDomainData
            {
                First = Split(
                    Training(folds[0]),
                    folds[0].HeldInput,
                    held.Rows.At(folds[0].Held),
                    folds[0].Heads,
                    folds[0].Features.Standardizer
                ),
                Folds = folds,
                Training = Training,
                All = rows.Training(use.Train, heads, features),
                Held = Input(held.Rows.Length == use.Train.Length ? features : features.Others(held.Rows), held),
                Groups = RowGroups.Assign(data.Dataset, data.Contents, held.Rows),
            },
            progress,
            cancellationToken
        );

    private ScorerTraining Training(CrossFold fold) => rows.Training(fold.Kept, fold.Heads, fold.Features);

    private DomainGateData Split(
        ScorerTraining training,
        ScorerInput validation,
        int[] validationRows,
        TrainedHeads by,
        Standardizer standardizer
    ) =>
        new()
        {
            Training = training,
            Validation = validation,
            Groups = RowGroups.Assign(data.Dataset, data.Contents, validationRows),
            LacksGroups = validationRows.Length == 0 && AreFewGroups(),
            Outside = [.. outside.Select(set => (set.Name, by.Read(All(set, standardizer))))],
            OutsideFingerprints = Fingerprints.Create(outside.SelectMany(Contents)).ToString(),
            Decider = options.DomainScore,
            RejectRate = options.RejectRate,
            UnsureRate = options.UnsureRate,
        };

    // Some equal images are no reason that none could be held out.
    private bool AreFewGroups() =>
        2 * RowGroups.Assign(data.Dataset, data.Contents, use.Train).Distinct().Count() <= use.Train.Length;

    private static ScorerInput Input(FeatureRows rows, HeldLogits held) =>
        new()
        {
            Embeddings = rows,
            RawEmbeddings = rows.Raw,
            SoftmaxLogits = held.Softmax,
            LabelLogits = held.Labels,
        };

    private static FeatureRows All(OutOfDomainSet set, Standardizer standardizer) =>
        new(set.Embeddings, Enumerable.Range(0, set.Embeddings.Rows).ToArray(), standardizer);

    private static IEnumerable<string> Contents(OutOfDomainSet set) =>
        Enumerable.Range(0, set.Embeddings.Rows).Select(i => EmbeddedDataset.ContentOf(set.Embeddings.Row(i)));
}
