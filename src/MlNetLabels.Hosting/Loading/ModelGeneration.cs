using MlNetLabels.Embedding;
using MlNetLabels.Models;
using MlNetLabels.Shared;

namespace MlNetLabels.Hosting.Loading;

/// <summary>
/// A bundle in the place of a model. Predictions under way keep it: closing it turns new ones away, and the last one
/// gives its network back.
/// </summary>
internal sealed class ModelGeneration
{
    private readonly UseCount _uses;
    private readonly SharedBackbones.Lease _backbone;

    public ModelGeneration(
        Model model,
        SharedBackbones.Lease backbone,
        string version,
        int number,
        DateTimeOffset loadedAt
    )
    {
        (Model, _backbone, Version, Number, LoadedAt) = (model, backbone, version, number, loadedAt);
        _uses = new UseCount(backbone.Dispose);
    }

    public Model Model { get; }

    /// <summary>The first 12 hexadecimal digits of the bundle's SHA-256.</summary>
    public string Version { get; }

    public int Number { get; }

    public DateTimeOffset LoadedAt { get; }

    public ImageEmbedder Embedder => _backbone.Embedder;

    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public UseCount.Use Enter() => _uses.Enter(nameof(ModelGeneration));

    public void Close() => _uses.Close();
}
