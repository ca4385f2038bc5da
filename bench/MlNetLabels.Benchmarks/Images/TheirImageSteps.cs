using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Transforms.Onnx;
using MlNetLabels.Backbones;

namespace MlNetLabels.Benchmarks.Images;

/// <summary>
/// ML.NET's <c>LoadImages</c>, <c>ResizeImages</c>, <c>ExtractPixels</c> and <c>ApplyOnnxModel</c> of the same network.
/// </summary>
internal sealed class TheirImageSteps : IImageSteps
{
    private const string Image = "image";

    private readonly MLContext _ml = new(seed: 1);
    private readonly string _network = Path.GetTempFileName();
    private readonly TransformerChain<OnnxTransformer> _steps;

    /// <param name="threads">Threads of ONNX Runtime within one image; null for ML.NET's default.</param>
    public TheirImageSteps(int? threads)
    {
        using (var backbone = Backbone.Load("mobilenet-v3-small"))
        {
            PixelNetwork.Write(backbone, _network);
            var target = backbone.Card.Preprocessing;
            _steps = _ml
                .Transforms.LoadImages(Image, imageFolder: "", inputColumnName: nameof(PhotoRow.Path))
                .Append(
                    _ml.Transforms.ResizeImages(
                        Image,
                        target.Width,
                        target.Height,
                        Image,
                        ImageResizingEstimator.ResizingKind.Fill
                    )
                )
                .Append(_ml.Transforms.ExtractPixels(PixelNetwork.Input, Image))
                .Append(
                    _ml.Transforms.ApplyOnnxModel(
                        new OnnxOptions
                        {
                            InputColumns = [PixelNetwork.Input],
                            OutputColumns = [PixelNetwork.Output],
                            ModelFile = _network,
                            IntraOpNumThreads = threads,
                            InterOpNumThreads = threads,
                        }
                    )
                )
                .Fit(_ml.Data.LoadFromEnumerable<PhotoRow>([]));
        }
    }

    public float[][] Embed(IReadOnlyList<string> files)
    {
        var rows = _ml.Data.LoadFromEnumerable(files.Select(file => new PhotoRow { Path = file }));
        return [.. _steps.Transform(rows).GetColumn<float[]>(PixelNetwork.Output)];
    }

    public void Dispose()
    {
        _steps.Dispose();
        File.Delete(_network);
    }
}
