using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// Every out-of-domain score on embeddings of any origin, so that other people's features can be judged: standardised
/// and fitted on training embeddings, with heads where labels are given, each score with a cut from validation
/// embeddings. Immutable and thread-safe.
/// </summary>
public sealed class EmbeddingDomain
{
    private readonly Standardizer _standardizer;
    private readonly LinearLayer? _softmax,
        _labels;
    private readonly IReadOnlyList<(IOutOfDomainScorer Scorer, ConformalCut Cut)> _scores;

    private EmbeddingDomain(
        Standardizer standardizer,
        LinearLayer? softmax,
        LinearLayer? labels,
        Func<EmbeddingDomain, IReadOnlyList<(IOutOfDomainScorer, ConformalCut)>> fit
    )
    {
        (_standardizer, _softmax, _labels) = (standardizer, softmax, labels);
        _scores = fit(this);
    }

    /// <summary>Fits all scores that apply: those that read logits need labels.</summary>
    /// <param name="train">In-domain embeddings [images x dimensions].</param>
    /// <param name="validation">In-domain embeddings not among them, which set the cuts.</param>
    /// <param name="dataset">
    /// What is known of the training rows, in their order; null for embedding scores alone.
    /// </param>
    /// <param name="options">How heads are trained, and the share of in-domain images that may be rejected.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static EmbeddingDomain Fit(
        Matrix train,
        Matrix validation,
        ImageDataset? dataset,
        TrainerOptions options,
        CancellationToken cancellationToken = default
    )
    {
        if (validation.Columns != train.Columns)
            throw new InvalidInputException(
                $"The validation embeddings have {validation.Columns} dimensions, the training embeddings {train.Columns}."
            );
        int[] all = [.. Enumerable.Range(0, train.Rows)];
        var rows = new EmbeddingRows(train, dataset, options.Heads, cancellationToken);
        var part = rows.Fit(all);
        return new EmbeddingDomain(
            part.Features.Standardizer,
            part.Softmax?.Layer,
            part.Labels?.Layer,
            self =>
            {
                var training = rows.Training(part);
                var held = self.Input(validation);
                return
                [
                    .. OutOfDomainScorers
                        .Names.Select(OutOfDomainScorers.Create)
                        .Where(s => DomainGate.Applies(s, training.Input) || s.Head == ScoreHead.Embedding)
                        .Select(scorer =>
                        {
                            scorer.Fit(training, cancellationToken);
                            return (
                                scorer,
                                ConformalCut.Fit(scorer.Score(held, cancellationToken), options.RejectRate)
                            );
                        }),
                ];
            }
        );
    }

    /// <summary>Names of the scores that apply.</summary>
    public IReadOnlyList<string> Scores => [.. _scores.Select(s => s.Scorer.Name)];

    /// <summary>One score of many images, with its p-values and its cut.</summary>
    /// <exception cref="InvalidInputException">
    /// The score does not apply, or the embeddings have another dimension.
    /// </exception>
    public IReadOnlyList<DomainCheck> Check(
        string score,
        Matrix embeddings,
        CancellationToken cancellationToken = default
    )
    {
        var (scorer, cut) = Find(score);
        return [.. scorer.Score(Input(embeddings), cancellationToken).Select(s => DomainGate.Check(s, cut))];
    }

    /// <summary>What the user should know of a score's cut; null where it keeps its promise.</summary>
    public string? Warning(string score) => Find(score).Cut.Shortfall;

    private (IOutOfDomainScorer Scorer, ConformalCut Cut) Find(string score) =>
        _scores.FirstOrDefault(s => s.Scorer.Name == score) is { Scorer: not null } found
            ? found
            : throw new InvalidInputException(
                $"The out-of-domain score '{score}' does not apply here; choose one of {string.Join(", ", Scores)}."
            );

    private ScorerInput Input(Matrix embeddings)
    {
        if (embeddings.Columns != _standardizer.Dimension)
            throw new InvalidInputException(
                $"The embeddings have {embeddings.Columns} dimensions, the training embeddings {_standardizer.Dimension}."
            );
        var standardised = _standardizer.Apply(embeddings);
        return new ScorerInput
        {
            Embeddings = standardised,
            RawEmbeddings = embeddings,
            SoftmaxLogits = _softmax?.Logits(standardised),
            LabelLogits = _labels?.Logits(standardised),
        };
    }
}
