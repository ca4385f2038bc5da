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

    /// <summary>Of a score that has fitted no arrays.</summary>
    public static IReadOnlyDictionary<string, Matrix> NoTensors { get; } = new Dictionary<string, Matrix>();

    /// <summary>A part of it that is a score of its own.</summary>
    public FittedScore Member(string name)
    {
        string prefix = name + ".";
        return new(name, Of(Numbers), Of(Tensors));

        Dictionary<string, T> Of<T>(IReadOnlyDictionary<string, T> parts) =>
            parts
                .Where(part => part.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(part => part.Key[prefix.Length..], part => part.Value);
    }
}
