using MlNetLabels.Heads;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// The folds of a domain check as tensors <c>foldK.*</c> of a bundle. The first fold's score is the bundle's own.
/// </summary>
internal static class DomainFoldStore
{
    public static IEnumerable<(string Name, StateTensor Tensor)> Tensors(IReadOnlyList<DomainFold> folds)
    {
        for (int k = 0; k < folds.Count; k++)
        {
            var (fold, prefix) = (folds[k], Prefix(k));
            int d = fold.Standardizer.Dimension;
            yield return (prefix + "standardizer.mean", new([d], fold.Standardizer.Mean.ToArray()));
            yield return (prefix + "standardizer.std", new([d], fold.Standardizer.Std));
            foreach (var (name, layer) in new[] { ("softmax", fold.SoftmaxLayer), ("labels", fold.LabelLayer) })
            {
                if (layer is null)
                    continue;
                yield return ($"{prefix}{name}.weight", new([layer.Outputs, d], layer.Weights.Span.ToArray()));
                yield return ($"{prefix}{name}.bias", new([layer.Outputs], layer.Bias));
            }
            if (k > 0)
                foreach (var (name, tensor) in fold.Scorer.State.Tensors)
                    yield return ($"{prefix}score.{name}", tensor);
        }
    }

    public static DomainFold[] Restore(
        DomainManifest manifest,
        HeldScores held,
        NewClassCheck? newClass,
        IReadOnlyDictionary<string, StateTensor> tensors,
        int dimension,
        int classes,
        int labels
    ) =>
        [
            .. manifest.FoldNumbers!.Select(
                (numbers, k) =>
                {
                    var state = new ScorerState { Scorer = manifest.Decider, Tensors = tensors };
                    string prefix = Prefix(k),
                        scores = k == 0 ? manifest.Decider + "." : prefix + "score.";
                    return new DomainFold(
                        new Standardizer(
                            state.Tensor(prefix + "standardizer.mean", dimension).Values.Span,
                            state.Tensor(prefix + "standardizer.std", dimension).Values.Span
                        ),
                        Layer(state, prefix + "softmax", classes, dimension),
                        Layer(state, prefix + "labels", labels, dimension),
                        OutOfDomainScorers.Restore(
                            new ScorerState
                            {
                                Scorer = manifest.Decider,
                                Numbers = numbers,
                                Tensors = tensors
                                    .Where(t => t.Key.StartsWith(scores, StringComparison.Ordinal))
                                    .ToDictionary(t => t.Key[scores.Length..], t => t.Value),
                            }
                        )
                    )
                    {
                        Scores = held.Fold(k).Scores,
                        Weights = held.Fold(k).Weights,
                        NewClass = newClass is null ? null : NewClassFold.Of(newClass, k),
                    };
                }
            ),
        ];

    private static LinearLayer? Layer(ScorerState state, string name, int outputs, int dimension) =>
        outputs == 0
            ? null
            : new LinearLayer(
                new Matrix(outputs, dimension, state.Tensor(name + ".weight", outputs, dimension).Values.ToArray()),
                state.Tensor(name + ".bias", outputs).Values.ToArray()
            );

    private static string Prefix(int fold) => FormattableString.Invariant($"fold{fold}.");
}
