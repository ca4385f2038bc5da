using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet;
using MlNetLabels.MLNet.Data;
using MlNetLabels.MLNet.Saving;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>Data views and zips that do not suit: errors that name the column, what it holds and what to do.</summary>
public sealed class BadInputTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ZipOfAnOlderVersion_SaysWhatToDo()
    {
        // The first step of what version 0.2 wrote.
        var view = _ml.Data.LoadFromEnumerable([new Empty()]);
        var old = _ml.Transforms.CustomMapping(new StateKeyFactory().GetMapping(), "MlNetLabels.StateKey").Fit(view);
        string zip = old.SaveTo(_folder, view.Schema);

        foreach (
            var error in new[]
            {
                Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(zip, out _)),
                Assert.ThrowsAny<Exception>(() => _ml.Model.LoadPipeline(zip, out _)),
            }
        )
            Assert.True(
                error.ToString().Contains("saved by MlNetLabels 0.2 or older", StringComparison.Ordinal),
                error.ToString()
            );
    }

    [Fact]
    public void Fit_NoFeatures_NamesTheColumnsThereAre() =>
        AssertSays(
            () => Softmax().Fit(_ml.Data.LoadFromEnumerable([new Named()])),
            "no column 'Features'",
            "They have: Name"
        );

    [Fact]
    public void Fit_TextForAKey_SaysHowToMakeOne() =>
        AssertSays(
            () => Softmax().Fit(View(new Texts { Features = [1, 2] }, 2)),
            "Column 'Label' holds String",
            "MapValueToKey"
        );

    [Fact]
    public void Fit_LabelOfTwo_NamesIt() =>
        AssertSays(
            () => Labels().Fit(View(new Vectors { Features = [1, 2], Labels = [0, 2] }, 2)),
            "Column 'Labels' holds 2",
            "1 (present), 0 (absent) or NaN (unknown)"
        );

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Fit_FeaturesThatAreNoNumbers_NamesTheRow(float value, string text) =>
        AssertSays(
            () => Labels().Fit(View(new Vectors { Features = [1, value], Labels = [0, 1] }, 2)),
            $"Column 'Features' holds {text} in row 0"
        );

    [Fact]
    public void Fit_NoRowWithAClass_SaysSo()
    {
        var rows = _ml.Data.FilterByCustomPredicate<KeyRow>(Points.View(_ml), _ => true);

        AssertSays(() => Softmax().Fit(rows), "no row to train on");
    }

    [Fact]
    public void Transform_FeaturesOfAnotherLength_NamesBoth() =>
        AssertSays(
            () => Labels().Fit(Points.View(_ml)).Transform(View(new Vectors { Features = [1, 2], Labels = [0, 1] }, 2)),
            "Vector<Single, 2>",
            "Vector<Single, 7>"
        );

    [Fact]
    public void Transform_BundleOnNaN_IsNoAnswer()
    {
        var data = View(new Vectors { Features = new float[576], Labels = [0, 1] }, 576);
        var broken = View(new Vectors { Features = [float.NaN, .. new float[575]], Labels = [0, 1] }, 576);
        var model = _ml.Transforms.ApplyBundle(shapes.Bundle).Fit(data);

        var error = Assert.ThrowsAny<Exception>(() => model.Transform(broken).GetColumn<string>("Verdict").ToArray());

        Assert.Contains("NaN", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void CompareConfidence_LogitsForProbabilities_SaysWhatToDo()
    {
        var scored = Labels().Fit(Points.View(_ml)).Transform(Points.View(_ml));

        AssertSays(
            () => _ml.MultiLabelClassification().CompareConfidence(scored, scored, "Score"),
            "Column 'Score' holds ",
            "put the softmax head last"
        );
    }

    [Fact]
    public void Transform_RowsThatShuffle_KeepsEachEmbeddingWithItsImage()
    {
        var shuffled = _ml.Data.ShuffleRows(_ml.Data.LoadImageDataset(shapes.Images));

        var embedded = _ml
            .Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone)
            .Fit(shuffled)
            .Transform(shuffled);

        var expected = shapes.Embedded.Dataset.Rows.Select((r, i) => (r.Path, i)).ToDictionary(x => x.Path, x => x.i);
        Row[] rows = [.. _ml.Data.CreateEnumerable<Row>(embedded, reuseRowObject: false)];
        Assert.NotEqual(expected.Keys, rows.Select(r => r.ImagePath));
        Assert.All(
            rows,
            r => Assert.Equal(shapes.Embedded.Embeddings.Row(expected[r.ImagePath]).ToArray(), r.Features)
        );
    }

    private IEstimator<ITransformer> Softmax() =>
        _ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.1 });

    private IEstimator<ITransformer> Labels() =>
        _ml.MultiLabelClassification().Trainers.BinaryCrossEntropy(new() { L2Regularization = 0.1 });

    private IDataView View<T>(T row, int dimension)
        where T : class
    {
        var schema = SchemaDefinition.Create(typeof(T));
        schema["Features"].SetVector(dimension);
        if (schema.Any(c => c.ColumnName == "Labels"))
            schema["Labels"].SetVector(2, ["a", "b"]);
        return _ml.Data.LoadFromEnumerable([row], schema);
    }

    private static void AssertSays(Action action, params string[] texts)
    {
        var error = Assert.Throws<InvalidInputException>(action);
        Assert.All(texts, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
        public float[] Features { get; set; } = [];
    }

    private sealed class Empty
    {
        public string Nothing { get; set; } = "";
    }

    private sealed class Named
    {
        public string Name { get; set; } = "";
    }

    private sealed class KeyRow
    {
        public uint Label { get; set; }
    }

    private sealed class Texts
    {
        public string Name { get; set; } = "";
        public string Label { get; set; } = "";
        public float[] Features { get; set; } = [];
    }

    private sealed class Vectors
    {
        public float[] Features { get; set; } = [];
        public float[] Labels { get; set; } = [];
    }
}
