using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Data;
using MlNetLabels.MLNet.Parts;
using MlNetLabels.Models;
using MlNetLabels.Testing;
using MlNetLabels.Vision.Embedding;

namespace MlNetLabels.MLNet.Tests;

/// <summary>Models saved by ML.NET and loaded by ML.NET alone.</summary>
public sealed class SavedModelTests(Shapes shapes) : IDisposable
{
    private const string ZipVariable = "MLNETLABELS_TEST_ZIP";

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_LabelHeads_GivesTheSameColumns()
    {
        var data = Points.View(_ml);
        var fitted = _ml.MultiLabelClassification().Trainers.BinaryCrossEntropy(new() { L2Regularization = 0.02, Thresholds = [0.2, 0.5, 0.9] }).Fit(data);

        var loaded = SaveAndLoad(fitted, data.Schema);

        AssertSame(fitted.Transform(data), loaded.Transform(data), "Score", "Probability");
        Assert.Equal(fitted.Transform(data).GetColumn<string[]>("PredictedLabels"), loaded.Transform(data).GetColumn<string[]>("PredictedLabels"));
        Assert.DoesNotContain(loaded.Transform(data).Schema, c => c.Name.StartsWith("mlnetlabels.", StringComparison.Ordinal) && !c.IsHidden);
    }

    [Fact]
    public void Load_SoftmaxHead_KeepsKeysAndTheirNames()
    {
        var data = Points.View(_ml);
        var fitted = _ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.02 }).Fit(data);

        var loaded = SaveAndLoad(fitted, data.Schema);

        AssertSame(fitted.Transform(data), loaded.Transform(data), "Score");
        Assert.Equal(fitted.Transform(data).GetColumn<uint>("PredictedLabel"), loaded.Transform(data).GetColumn<uint>("PredictedLabel"));
        Assert.Equal(Points.Names, loaded.Transform(data).Schema["PredictedLabel"].Names(Columns.KeyValues)!);
    }

    [Fact]
    public void Load_ImagesToMaximumEntropy_PredictsInAFreshProcess()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var fitted = _ml.Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone).Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()).Fit(data);
        string zip = _folder.File("images.zip");
        _ml.Model.Save(fitted, data.Schema, zip);
        string image = Directory.GetFiles(Path.Combine(shapes.Images, "circle"))[0];
        File.WriteAllText(zip + ".expected", string.Join('\n', image, Text(Score(fitted, image))));

        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(SavedModelTests).Assembly.Location);
        foreach (string argument in new[] { "-method", $"{typeof(SavedModelTests).FullName}.{nameof(FreshProcess_LoadsAndPredicts)}" }) start.ArgumentList.Add(argument);
        start.Environment[ZipVariable] = zip;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0 && output.Contains("Failed: 0, Skipped: 0", StringComparison.Ordinal), output);
    }

    /// <summary>Run in a process of its own by the test above: it knows ML.NET and a zip.</summary>
    [Fact]
    public void FreshProcess_LoadsAndPredicts()
    {
        if (Environment.GetEnvironmentVariable(ZipVariable) is not { } zip)
        {
            Assert.Skip($"Another test runs this one in a fresh process, with {ZipVariable}.");
            return;
        }
        string[] expected = File.ReadAllLines(zip + ".expected");

        var model = new MLContext().Model.Load(zip, out _);

        Assert.Equal(expected[1], Text(Score(model, expected[0])));
    }

    [Fact]
    public void Load_OtherBackbone_SaysSoAtTheFirstImage()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var reference = shapes.Backbone.ToReference() with { Sha256 = new string('0', 64) };
        var other = new PartTransformer(new Embedding.EmbedImagesPart(reference, false, "Features") { InputColumn = "ImagePath", Given = new ImageEmbedder(shapes.Backbone) }, data);

        var loaded = SaveAndLoad(other, data.Schema);

        var error = Assert.ThrowsAny<Exception>(() => loaded.Transform(data).GetColumn<float[]>("Features").First());
        Assert.Contains("Train again, or bring the old backbone back", (error as InvalidInputException ?? error.InnerException)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PredictionEngine_LoadedModelAndManyCallers_AnswersEachAsAlone()
    {
        var data = Points.View(_ml);
        var loaded = SaveAndLoad(_ml.MultiLabelClassification().Trainers.BinaryCrossEntropy(new() { L2Regularization = 0.02 }).Fit(data), data.Schema);
        float[][] expected = [.. loaded.Transform(data).GetColumn<float[]>("Probability")];

        // An engine serves one caller at a time; the transformer below it serves all.
        Parallel.For(0, 8, caller =>
        {
            using var engine = _ml.Model.CreatePredictionEngine<Points.Row, LabelAnswer>(loaded, inputSchemaDefinition: InputSchema());
            for (int i = caller; i < Points.Rows; i += 3)
                Assert.Equal(expected[i], engine.Predict(new Points.Row { Features = Points.Features.Row(i).ToArray(), Labels = [0, 0, 0] }).Probability);
        });
    }

    [Fact]
    public void ApplyBundle_SavedAndLoaded_AnswersAsTheBundle()
    {
        var (bundle, embedded) = Bundle();
        var data = Features(embedded);

        var fitted = _ml.Transforms.ApplyBundle(bundle).Fit(data);
        var loaded = SaveAndLoad(fitted, data.Schema);

        var predictions = bundle.Predict(embedded.Embeddings);
        foreach (var answers in new[] { fitted.Transform(data), loaded.Transform(data) })
        {
            Assert.Equal(predictions.Select(p => p.Verdict.ToString()), answers.GetColumn<string>("Verdict"));
            Assert.Equal(predictions.Select(p => (float)p.Domain.Score), answers.GetColumn<float>("OutOfDomainScore"));
            Assert.Equal(predictions.Select(p => p.Classes!.Select(c => (float)c.Probability)), answers.GetColumn<float[]>("Score"));
            Assert.Equal(predictions.Select(p => p.Labels!.Where(l => l.Applies).Select(l => l.Name)), answers.GetColumn<string[]>("PredictedLabels"));
        }
    }

    [Fact]
    public void ToBundle_FittedAndLoadedPipeline_KeepsItsHeads()
    {
        var dataset = DatasetReader.Read(shapes.Images);
        var embedded = new ImageEmbedder(shapes.Backbone).Embed(dataset, cancellationToken: TestContext.Current.CancellationToken);
        var splits = Splitter.Divide(embedded);
        var data = _ml.Data.LoadImageDataset(dataset, splits);
        var train = _ml.Data.TakeSplit(data, Split.Train);
        var fitted = _ml.Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone)
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 1))
            .Append(_ml.Transforms.CopyColumns("ClassScore", "Score"))
            .Append(_ml.MultiLabelClassification().Trainers.LbfgsLogisticRegression(new() { L2Regularization = 0.01 }))
            .Fit(train);

        var bundle = _ml.Model.ToBundle(SaveAndLoad(fitted, data.Schema), embedded, splits, cancellationToken: TestContext.Current.CancellationToken);

        string path = _folder.File("shapes.mlabels");
        bundle.Save(path);
        var predictions = Model.Load(path).Predict(embedded.Embeddings);
        var scored = fitted.Transform(data);
        Assert.StartsWith("an ML.NET ", bundle.Manifest.Training.Engine, StringComparison.Ordinal);
        Assert.Equal(shapes.Backbone.Sha256, bundle.Manifest.Backbone.Sha256);
        // A temperature keeps the order of the classes.
        Assert.Equal(scored.GetColumn<float[]>("ClassScore").Select(s => s[0] > s[1] ? "circle" : "square"), predictions.Select(p => p.Class));
        Assert.Equal(["circle", "square"], bundle.Manifest.Labels!.Names);
    }

    private (Model Bundle, EmbeddedDataset Data) Bundle()
    {
        var embedded = new ImageEmbedder(shapes.Backbone).Embed(DatasetReader.Read(shapes.Images), cancellationToken: TestContext.Current.CancellationToken);
        return (new ModelTrainer(new() { Heads = new() { L2 = 0.01 } }).Fit(embedded, Splitter.Divide(embedded), shapes.Backbone.ToReference(), DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken), embedded);
    }

    private IDataView Features(EmbeddedDataset data)
    {
        var schema = SchemaDefinition.Create(typeof(FeatureRow));
        schema["Features"].SetVector(data.Embeddings.Columns, null);
        return _ml.Data.LoadFromEnumerable([.. Enumerable.Range(0, data.Embeddings.Rows).Select(i => new FeatureRow { Features = data.Embeddings.Row(i).ToArray() })], schema);
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }

    private sealed class ImagePathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private static SchemaDefinition InputSchema()
    {
        var schema = SchemaDefinition.Create(typeof(Points.Row));
        schema["Features"].SetVector(Points.Dimension, null);
        schema["Labels"].SetVector(Points.Names.Length, null);
        return schema;
    }

    private static float[] Score(ITransformer model, string image) =>
        model.Transform(new MLContext().Data.LoadFromEnumerable([new ImagePathRow { ImagePath = image }])).GetColumn<float[]>("Score").Single();

    private static string Text(float[] values) => string.Join(' ', values.Select(v => BitConverter.SingleToInt32Bits(v)));

    private ITransformer SaveAndLoad(ITransformer model, DataViewSchema schema)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.zip");
        _ml.Model.Save(model, schema, path);
        return new MLContext().Model.Load(path, out _);
    }

    private static void AssertSame(IDataView expected, IDataView actual, params string[] columns)
    {
        foreach (string column in columns)
        {
            Assert.Equal(expected.Schema[column].Type, actual.Schema[column].Type);
            Assert.Equal(expected.GetColumn<float[]>(column), actual.GetColumn<float[]>(column));
        }
    }
}
