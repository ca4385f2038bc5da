using Microsoft.ML;
using MlNetLabels.Data;
using MlNetLabels.Testing;
#if MICROSOFT_EXTENSIONS_ML
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ML;
#endif

namespace MlNetLabels.MLNet.Tests;

/// <summary>
/// Microsoft.Extensions.ML's pool of engines over saved models, from image files, with many callers at once.
/// </summary>
public sealed class PredictionEnginePoolTests(Shapes shapes) : IDisposable
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
#if MICROSOFT_EXTENSIONS_ML
        var services = new ServiceCollection();
        services
            .AddPredictionEnginePool<Photo, LabelAnswer>()
            .FromFile(_folder.File("model.zip"), watchForChanges: false);
        using var provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<Photo, LabelAnswer>>();

        Parallel.For(
            0,
            4 * paths.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                var (wanted, answer) = (
                    expected[i % paths.Length],
                    pool.Predict(new Photo { ImagePath = paths[i % paths.Length] })
                );
                Assert.Equal(wanted.Probability, answer.Probability);
                Assert.Equal(wanted.PredictedLabels, answer.PredictedLabels);
            }
        );
#else
        Assert.Equal(paths.Length, expected.Length);
        Assert.Skip(
            "Built without the package Microsoft.Extensions.ML; -p:MicrosoftExtensionsML=true takes it from a feed that has it."
        );
#endif
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }
}
