using Microsoft.ML;
using MlNetLabels.Backbones;
using MlNetLabels.MLNet;
using MlNetLabels.Testing;

namespace MlNetLabels.Tests;

/// <summary>The README's ML.NET code stands here word for word, compiles, and does what it says.</summary>
[CollectionDefinition(nameof(ReadmeExampleTests), DisableParallelization = true)]
[Collection(nameof(ReadmeExampleTests))]
public sealed class ReadmeExampleTests(Shapes shapes)
{
    [Fact]
    public void Example_OnTwoClassesOfDrawings_LabelsAnImage()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories))
            File.Copy(file, folder.File("photos", Path.GetRelativePath(shapes.Images, file)));
        File.Copy(Directory.GetFiles(Path.Combine(shapes.Images, "circle"))[0], folder.File("new.png"));
        Assert.Equal(
            ["mean average precision 1.00", "circle"],
            ReadmeCode.Run(folder.Path, Run).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
        );
    }

    [Fact]
    public void Example_InReadme_IsTheOneThatRuns() =>
        Assert.Contains(ReadmeCode.Block(), ReadmeCode.Readme, StringComparison.Ordinal);

    private static void Run()
    {
        // README: begin
        var ml = new MLContext(seed: 1);
        using var backbone = Backbone.Load("mobilenet-v3-small");
        var data = ml.Data.LoadImageDataset("photos");
        var split = ml.Data.TrainTestSplit(data, testFraction: 0.25);
        var pipeline = ml
            .Transforms.EmbedImages("Features", "ImagePath", backbone)
            .Append(ml.MultiLabelClassification().Trainers.LbfgsLogisticRegression());

        var model = pipeline.Fit(split.TrainSet);
        var metrics = ml.MultiLabelClassification().Evaluate(model.Transform(split.TestSet));
        Console.WriteLine($"mean average precision {metrics.MapMacro:0.00}");
        ml.Model.Save(model, data.Schema, "photos.zip");

        using var engine = ml.Model.CreatePredictionEngine<Photo, Answer>(ml.Model.Load("photos.zip", out _));
        Console.WriteLine(string.Join(", ", engine.Predict(new Photo { ImagePath = "new.png" }).PredictedLabels));
        // README: end
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Answer
    {
        public string[] PredictedLabels { get; set; } = [];
    }
}
