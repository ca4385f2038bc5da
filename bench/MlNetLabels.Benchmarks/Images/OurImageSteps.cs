using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.MLNet;

namespace MlNetLabels.Benchmarks.Images;

/// <summary><c>EmbedImages</c>.</summary>
internal sealed class OurImageSteps : IImageSteps
{
    private const string Output = "Features";

    private readonly MLContext _ml = new(seed: 1);
    private readonly Backbone _backbone = Backbone.Load("mobilenet-v3-small");
    private readonly ITransformer _steps;

    public OurImageSteps(int threads) =>
        _steps = _ml
            .Transforms.EmbedImages(
                Output,
                nameof(PhotoRow.Path),
                _backbone,
                new EmbeddingOptions { Threads = threads },
                // Each pass is to make them anew, as a first one does.
                rememberedImages: 0
            )
            .Fit(_ml.Data.LoadFromEnumerable<PhotoRow>([]));

    public float[][] Embed(IReadOnlyList<string> files)
    {
        var rows = _ml.Data.LoadFromEnumerable(files.Select(file => new PhotoRow { Path = file }));
        return [.. _steps.Transform(rows).GetColumn<float[]>(Output)];
    }

    public void Dispose()
    {
        (_steps as IDisposable)?.Dispose();
        _backbone.Dispose();
    }
}
