using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.MLNet;
using MlNetLabels.MLNet.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

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
        var fitted = _ml.MultiLabelClassification()
            .Trainers.BinaryCrossEntropy(new() { L2Regularization = 0.02, Thresholds = [0.2, 0.5, 0.9] })
            .Fit(data);

        var loaded = fitted.SavedAndLoaded(_folder, data.Schema);

        AssertSame(fitted.Transform(data), loaded.Transform(data), "Score", "Probability");
        Assert.Equal(
            fitted.Transform(data).GetColumn<string[]>("PredictedLabels"),
            loaded.Transform(data).GetColumn<string[]>("PredictedLabels")
        );
        Assert.Equal(Points.Names, loaded.Transform(data).Schema["Probability"].Names(Columns.SlotNames)!);
        Assert.DoesNotContain(
            loaded.Transform(data).Schema,
            c => c.Name.StartsWith("mlnetlabels.", StringComparison.Ordinal) && !c.IsHidden
        );
    }

    [Fact]
    public void Load_SoftmaxHead_KeepsKeysAndTheirNames()
    {
        var data = Points.View(_ml);
        var fitted = _ml
            .MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.02 })
            .Fit(data);

        var loaded = fitted.SavedAndLoaded(_folder, data.Schema);

        AssertSame(fitted.Transform(data), loaded.Transform(data), "Score");
        Assert.Equal(
            fitted.Transform(data).GetColumn<uint>("PredictedLabel"),
            loaded.Transform(data).GetColumn<uint>("PredictedLabel")
        );
        Assert.Equal(Points.Names, loaded.Transform(data).Schema["PredictedLabel"].Names(Columns.KeyValues)!);
        Assert.Equal(Points.Names, loaded.Transform(data).Schema["Score"].Names(Columns.SlotNames)!);
    }

    [Fact]
    public void Load_ImagesToMaximumEntropy_PredictsInAFreshProcess()
    {
        var data = _ml.Data.LoadImageDataset(shapes.Images);
        var fitted = _ml
            .Transforms.EmbedImages("Features", "ImagePath", shapes.Backbone)
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(data);
        string zip = fitted.SaveTo(_folder, data.Schema);
        string image = Directory.GetFiles(Path.Combine(shapes.Images, "circle"))[0];
        File.WriteAllText(zip + ".expected", string.Join('\n', image, Text(Score(fitted, image))));

        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(SavedModelTests).Assembly.Location);
        foreach (
            string argument in new[]
            {
                "-explicit",
                "only",
                "-method",
                $"{typeof(SavedModelTests).FullName}.{nameof(FreshProcess_LoadsAndPredicts)}",
            }
        )
            start.ArgumentList.Add(argument);
        start.Environment[ZipVariable] = zip;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(
            process.ExitCode == 0
                && output.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0", StringComparison.Ordinal),
            output
        );
    }

    /// <summary>Run in a process of its own by the test above: it knows ML.NET and a zip.</summary>
    [Fact(Explicit = true)]
    public void FreshProcess_LoadsAndPredicts()
    {
        string zip = Environment.GetEnvironmentVariable(ZipVariable)!;
        string[] expected = File.ReadAllLines(zip + ".expected");

        var model = new MLContext().Model.Load(zip, out _);

        Assert.Equal(expected[1], Text(Score(model, expected[0])));
    }

    [Fact]
    public void PredictionEngine_LoadedModelAndManyCallers_AnswersEachAsAlone()
    {
        var data = Points.View(_ml);
        var loaded = _ml.MultiLabelClassification()
            .Trainers.BinaryCrossEntropy(new() { L2Regularization = 0.02 })
            .Fit(data)
            .SavedAndLoaded(_folder, data.Schema);
        float[][] expected = [.. loaded.Transform(data).GetColumn<float[]>("Probability")];

        // An engine serves one caller at a time; the transformer below it serves all.
        Parallel.For(
            0,
            8,
            caller =>
            {
                using var engine = _ml.Model.CreatePredictionEngine<Points.Row, LabelAnswer>(
                    loaded,
                    new PredictionEngineOptions { InputSchemaDefinition = InputSchema(), OwnsTransformer = false }
                );
                for (int i = caller; i < Points.Rows; i += 3)
                    Assert.Equal(
                        expected[i],
                        engine
                            .Predict(new Points.Row { Features = Points.Features.Row(i).ToArray(), Labels = [0, 0, 0] })
                            .Probability
                    );
            }
        );
    }

    private sealed class ImagePathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private static SchemaDefinition InputSchema()
    {
        var schema = SchemaDefinition.Create(typeof(Points.Row));
        schema["Features"].SetVector(Points.Dimension);
        schema["Labels"].SetVector(Points.Names.Length);
        return schema;
    }

    private static float[] Score(ITransformer model, string image) =>
        model
            .Transform(new MLContext().Data.LoadFromEnumerable([new ImagePathRow { ImagePath = image }]))
            .GetColumn<float[]>("Score")
            .Single();

    private static string Text(float[] values) =>
        string.Join(' ', values.Select(v => BitConverter.SingleToInt32Bits(v)));

    private static void AssertSame(IDataView expected, IDataView actual, params string[] columns)
    {
        foreach (string column in columns)
        {
            Assert.Equal(expected.Schema[column].Type, actual.Schema[column].Type);
            Assert.Equal(expected.GetColumn<float[]>(column), actual.GetColumn<float[]>(column));
        }
    }
}
