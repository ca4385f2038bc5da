using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Onnx;

/// <summary>A fitted out-of-domain score as plain numbers.</summary>
/// <param name="Name">The score.</param>
/// <param name="Numbers">Its scalars by name.</param>
/// <param name="Tensors">Its arrays by name, a vector as one row.</param>
internal sealed record FittedScore(
    string Name,
    IReadOnlyDictionary<string, double> Numbers,
    IReadOnlyDictionary<string, Matrix> Tensors
)
{
    /// <summary>The score that decides in a model.</summary>
    public static FittedScore From(Model model) =>
        new(model.Description.Domain.Score, model.DomainNumbers, model.DomainTensors());

    /// <summary>The same score as a fold of the domain check fitted it.</summary>
    public static FittedScore From(Model model, DomainFold fold) =>
        new(model.Description.Domain.Score, fold.Numbers, fold.Tensors());
}
