using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Images;
using MlNetLabels.Models;
using MlNetLabels.Shared;

namespace MlNetLabels.Hosting.Loading;

/// <summary>From a bundle's bytes to a model that has been tried. Thread-safe.</summary>
internal sealed class ModelLoader
{
    private readonly SharedBackbones _backbones;
    private readonly TimeProvider _time;

    public ModelLoader(
        IOptions<MlNetLabelsOptions> options,
        Telemetry telemetry,
        TimeProvider time,
        ILogger<ModelLoader>? log = null
    )
    {
        log ??= NullLogger<ModelLoader>.Instance;
        var given = options.Value;
        // One object, so that all models share the memory that it allows.
        var images = new ImageOptions
        {
            MaxBytes = given.MaxImageBytes,
            MaxPixels = given.MaxPixels,
            MaxMemory = given.MaxDecodeMemory,
        };
        var embedding = new EmbeddingOptions
        {
            Images = images,
            Timeout = given.DecodeTimeout,
            Measured = telemetry.Measured,
            Warn = log.ReadThough,
        };
        _backbones = new SharedBackbones(new BackboneOptions { ModelsFolder = given.BackbonesFolder }, embedding);
        _time = time;
    }

    /// <summary>Networks that are loaded now.</summary>
    public int Backbones => _backbones.Count;

    /// <summary>Reads, checks and tries a bundle.</summary>
    /// <param name="content">From its start.</param>
    /// <param name="trust">PEM files of keys one of which must have signed it; empty to take unsigned ones, too.</param>
    /// <param name="number">Which of the models of a name it is.</param>
    /// <exception cref="InvalidInputException">It cannot be used.</exception>
    public ModelGeneration Load(Stream content, IReadOnlyList<string> trust, int number)
    {
        string version = BundleVersion.Of(content);
        content.Position = 0;
        var model = Model.Load(content, trust.Count == 0 ? null : [.. trust.Select(BundleKey.Read)]);
        var backbone = _backbones.Acquire(model.Description.Backbone);
        try
        {
            ModelProbe.Try(model, backbone.Embedder);
            return new ModelGeneration(model, backbone, version, number, _time.GetUtcNow());
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }
}
