using MlNetLabels.Backbones;
using MlNetLabels.Data;
using MlNetLabels.Images;
using MlNetLabels.Embedding;
using MlNetLabels.Models;
using MlNetLabels.Testing;

namespace MlNetLabels.Imaging.Tests;

/// <summary>The README's C# stands here word for word, compiles, and does what it says.</summary>
[Collection(nameof(ChangesCurrentFolder))]
public sealed class ReadmeExampleTests
{
    [Fact]
    public void Example_OnTwoClassesOfDrawings_TrainsAndPredicts()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 12; i++)
        {
            Draw(folder.File("photos", "circle", $"{i}.png"), $"<circle cx='32' cy='32' r='{12 + i}' fill='red'/>");
            Draw(
                folder.File("photos", "square", $"{i}.png"),
                $"<rect x='10' y='{4 + i}' width='{20 + i}' height='30' fill='blue'/>"
            );
        }
        Draw(folder.File("new.jpg"), "<circle cx='30' cy='34' r='17' fill='red'/>");
        Assert.StartsWith("Class: circle", ReadmeCode.Run(folder.Path, Run), StringComparison.Ordinal);
    }

    [Fact]
    public void Example_InReadme_IsTheOneThatRuns() =>
        Assert.Contains(ReadmeCode.Block(), ReadmeCode.Readme, StringComparison.Ordinal);

    private static void Run()
    {
        // README: begin
        using var backbone = Backbone.Load("mobilenet-v3-small");
        var embedder = new ImageEmbedder(backbone);
        var data = embedder.Embed(DatasetReader.Read("photos"));
        var splits = Splitter.Divide(data, seed: 1);
        var model = new ModelTrainer(new TrainerOptions()).Fit(
            data,
            splits,
            backbone.ToReference(),
            DateTimeOffset.UtcNow
        );
        model.Save("photos.mlabels");

        var prediction = Model.Load("photos.mlabels").Predict(embedder.Embed("new.jpg"));
        Console.WriteLine($"{prediction.Verdict}: {prediction.Class}");
        foreach (var label in prediction.Labels!)
            Console.WriteLine(
                $"{label.Name} {label.Probability:0.00} {(label.Applies ? "applies" : "does not apply")}"
            );
        // README: end
    }

    private static void Draw(string path, string shape) =>
        File.WriteAllBytes(
            path,
            SvgDrawing.Render($"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64'>{shape}</svg>", 64)
        );
}

/// <summary>Tests that change the process's current folder run when no other test does.</summary>
[CollectionDefinition(nameof(ChangesCurrentFolder), DisableParallelization = true)]
public sealed class ChangesCurrentFolder;
