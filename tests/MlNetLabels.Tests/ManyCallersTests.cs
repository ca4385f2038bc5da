using Microsoft.ML;
using MlNetLabels.Data;
using MlNetLabels.MLNet;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>
/// Saved models from image files with many callers at once, each with an engine of its own, as a pool gives them.
/// </summary>
public sealed class ManyCallersTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Predict_FittedPipelineAndManyCallers_AnswersEachAsAlone() =>
        AssertSameForManyCallers(
            _ml.MultiLabelClassification().Trainers.LbfgsLogisticRegression(new() { L2Regularization = 0.01 })
        );

    [Fact]
    public void Predict_BundleAndManyCallers_AnswersEachAsAlone() =>
        AssertSameForManyCallers(_ml.Transforms.ApplyBundle(shapes.Bundle));

    private void AssertSameForManyCallers(IEstimator<ITransformer> heads)
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var model = _ml.Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone).Append(heads).Fit(data);
        _ml.Model.Save(model, data.Schema, _folder.File("model.zip"));
        string[] paths = [.. DatasetReader.Read(shapes.Images).Rows.Select(r => r.Path)];
        using var alone = _ml.Model.CreatePredictionEngine<Photo, LabelAnswer>(model);
        LabelAnswer[] expected = [.. paths.Select(path => alone.Predict(new Photo { ImagePath = path }))];
        var saved = _ml.Model.Load(_folder.File("model.zip"), out _);
        using var engines = new ThreadLocal<PredictionEngine<Photo, LabelAnswer>>(() =>
            _ml.Model.CreatePredictionEngine<Photo, LabelAnswer>(saved)
        );

        Parallel.For(
            0,
            4 * paths.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                var wanted = expected[i % paths.Length];
                var answer = engines.Value!.Predict(new Photo { ImagePath = paths[i % paths.Length] });
                Assert.Equal(wanted.Probability, answer.Probability);
                Assert.Equal(wanted.PredictedLabels, answer.PredictedLabels);
            }
        );
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }
}
