using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Models;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>
/// The backbones of loaded models, each opened once and kept: ML.NET gives a loaded transformer no options and no end
/// of life.
/// </summary>
internal static class SharedBackbones
{
    private static readonly Dictionary<(string Name, string? Sha256), Backbone> Open = [];

    /// <exception cref="InvalidInputException">
    /// There is no such backbone, or it is another than the model was trained with.
    /// </exception>
    public static Backbone Get(BackboneReference reference)
    {
        lock (Open)
        {
            if (!Open.TryGetValue((reference.Name, reference.Sha256), out var backbone))
                Open.Add((reference.Name, reference.Sha256), backbone = reference.Load());
            return backbone;
        }
    }
}
