using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Data;
using MlNetLabels.MLNet;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>From bundles to ML.NET and back.</summary>
public sealed class BundleTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    // A model sums its logits in single precision, a graph in double.
    private static bool Rounded(double expected, double actual) => Math.Abs(expected - actual) < 1e-5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ApplyBundle_FittedOrLoaded_AnswersAsTheBundle(bool load)
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var pipeline = _ml
            .Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone)
            .Append(_ml.Transforms.ApplyBundle(shapes.Bundle))
            .Fit(data);

        var answers = (load ? pipeline.SavedAndLoaded(_folder, data.Schema) : pipeline).Transform(data);

        var predictions = shapes.Bundle.Predict(shapes.Embedded.Embeddings);
        Assert.Equal(predictions.Select(p => p.Verdict.ToString()), answers.GetColumn<string>("Verdict"));
        Assert.Equal(
            predictions.Select(p => p.Domain.Score),
            answers.GetColumn<float>("DomainScore").Select(s => (double)s),
            Rounded
        );
        Assert.Equal(predictions.Select(p => (float)p.Domain.PValue), answers.GetColumn<float>("DomainPValue"));
        Assert.Equal(
            predictions.SelectMany(p => p.Classes!.Select(c => c.Probability)),
            answers.GetColumn<float[]>("Score").SelectMany(s => s.Select(v => (double)v)),
            Rounded
        );
        Assert.Equal(
            predictions.SelectMany(p => p.Labels!.Select(l => l.Probability)),
            answers.GetColumn<float[]>("Probability").SelectMany(s => s.Select(v => (double)v)),
            Rounded
        );
        Assert.Equal(
            predictions.Select(p => p.Labels!.Where(l => l.Applies).Select(l => l.Name)),
            answers.GetColumn<string[]>("PredictedLabels")
        );
        Assert.Equal(predictions.Select(p => p.Class == "circle" ? 1u : 2u), answers.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void ApplyBundle_EmbeddingsOfAnotherBackbone_IsRefused()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var other = new Embed(shapes.Backbone.ToReference() with { Sha256 = new string('0', 64) });

        var error = Assert.Throws<InvalidInputException>(() =>
            other.Append(_ml.Transforms.ApplyBundle(shapes.Bundle)).Fit(data)
        );

        Assert.Contains("another backbone than 'mobilenet-v3-small'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ToBundle_FittedOrLoadedPipeline_KeepsItsHeads(bool load)
    {
        var splits = Splitter.Divide(shapes.Embedded);
        var data = _ml.Data.LoadImageDataset(shapes.Embedded.Dataset, splits);
        var fitted = Embed()
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 1))
            .Append(_ml.Transforms.CopyColumns("ClassScore", "Score"))
            .Append(_ml.MultiLabelClassification().Trainers.LbfgsLogisticRegression(new() { L2Regularization = 0.01 }))
            .Fit(_ml.Data.TakeSplit(data, Split.Train));
        var scored = fitted.Transform(data);

        var bundle = _ml.Model.ToBundle(
            load ? fitted.SavedAndLoaded(_folder, data.Schema) : fitted,
            shapes.Embedded,
            splits,
            cancellationToken: Token
        );

        string path = _folder.File("shapes.mlabels");
        bundle.Save(path);
        var predictions = Model.Load(path).Predict(shapes.Embedded.Embeddings);
        Assert.StartsWith("an ML.NET ", bundle.Description.Engine, StringComparison.Ordinal);
        Assert.Equal(shapes.Backbone.Sha256, bundle.Description.Backbone.Sha256);
        // A temperature keeps the order of the classes.
        Assert.Equal(
            scored.GetColumn<float[]>("ClassScore").Select(s => s[0] > s[1] ? "circle" : "square"),
            predictions.Select(p => p.Class)
        );
        Assert.Equal(["circle", "square"], bundle.Description.Labels!.Names);
    }

    [Fact]
    public void ToBundle_OwnTrainersInAPipeline_GivesTheCoresModel()
    {
        var splits = Splitter.Divide(shapes.Embedded);
        var data = _ml.Data.LoadImageDataset(shapes.Embedded.Dataset, splits);
        var fitted = Embed()
            .Append(_ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.01 }))
            .Append(_ml.MultiLabelClassification().Trainers.BinaryCrossEntropy(new() { L2Regularization = 0.01 }))
            .Fit(_ml.Data.TakeSplit(data, Split.Train));

        var bundle = _ml.Model.ToBundle(fitted, shapes.Embedded, splits, cancellationToken: Token);

        Prediction[] expected = [.. shapes.Bundle.Predict(shapes.Embedded.Embeddings)],
            actual = [.. bundle.Predict(shapes.Embedded.Embeddings)];
        for (int i = 0; i < expected.Length; i++)
        {
            // Folding the standardisation into the weights and out of them again rounds them anew.
            Assert.Equal(expected[i].Classes![0].Probability, actual[i].Classes![0].Probability, 1e-4);
            Assert.Equal(expected[i].Labels![1].Probability, actual[i].Labels![1].Probability, 1e-4);
            Assert.Equal(expected[i].Domain.Score, actual[i].Domain.Score, 1e-4);
            Assert.Equal(expected[i].Verdict, actual[i].Verdict);
        }
    }

    [Fact]
    public void ToBundle_HeadOnChangedFeatures_SaysWhatToDo()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var fitted = Embed()
            .Append(_ml.Transforms.NormalizeMinMax("Features"))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(data);

        var error = Assert.Throws<InvalidInputException>(() =>
            _ml.Model.ToBundle(fitted, shapes.Embedded, Splitter.Divide(shapes.Embedded), cancellationToken: Token)
        );

        Assert.Contains("does not read embeddings as EmbedImages gives them", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToBundle_NoEmbedding_SaysSo()
    {
        var fitted = _ml.MultiLabelClassification()
            .Trainers.BinaryCrossEntropy(new() { L2Regularization = 0.02 })
            .Fit(Points.View(_ml));

        Assert.ThrowsAny<Exception>(() =>
            _ml.Model.ToBundle(fitted, shapes.Embedded, Splitter.Divide(shapes.Embedded), cancellationToken: Token)
        );
    }

    [Fact]
    public void ToBundle_OtherClasses_NamesBoth()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images, ["square", "circle"]);
        var fitted = Embed()
            .Append(_ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.02 }))
            .Fit(data);

        var error = Assert.Throws<InvalidInputException>(() =>
            _ml.Model.ToBundle(fitted, shapes.Embedded, Splitter.Divide(shapes.Embedded), cancellationToken: Token)
        );

        Assert.Contains("square, circle, but the data have circle, square", error.Message, StringComparison.Ordinal);
    }

    private IEstimator<ITransformer> Embed() => _ml.Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone);
}
