using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Testing;
using MlNetLabels.Vision.Backbones;
using MlNetLabels.Vision.Drawings;
using MlNetLabels.Vision.Embedding;

namespace MlNetLabels.Vision.Tests;

/// <summary>The README's C# stands here word for word, compiles, and does what it says.</summary>
[Collection(nameof(ChangesCurrentFolder))]
public sealed class ReadmeExampleTests
{
    private const string Begin = "        // README: begin", End = "        // README: end";

    [Fact]
    public void Example_OnTwoClassesOfDrawings_TrainsAndPredicts()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 12; i++)
        {
            Draw(folder.File("photos", "circle", $"{i}.png"), $"<circle cx='32' cy='32' r='{12 + i}' fill='red'/>");
            Draw(folder.File("photos", "square", $"{i}.png"), $"<rect x='10' y='{4 + i}' width='{20 + i}' height='30' fill='blue'/>");
        }
        Draw(folder.File("new.jpg"), "<circle cx='30' cy='34' r='17' fill='red'/>");
        string before = Environment.CurrentDirectory;
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var console = Console.Out;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            Console.SetOut(output);
            Run();
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
        }

        Assert.StartsWith("Class: circle", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Example_InReadme_IsTheOneThatRuns()
    {
        string source = File.ReadAllText(Path.Combine(SharedFiles.Repository, "tests", "MlNetLabels.Vision.Tests", "ReadmeExampleTests.cs"));
        int from = source.IndexOf(Begin + "\n", StringComparison.Ordinal) + Begin.Length + 1, to = source.IndexOf(End + "\n", StringComparison.Ordinal);
        string code = string.Join('\n', source[from..to].Split('\n').Select(line => line.Length > 8 ? line[8..] : line.Trim()));

        Assert.Contains($"```csharp\n{code}```", File.ReadAllText(Path.Combine(SharedFiles.Repository, "README.md")), StringComparison.Ordinal);
    }

    private static void Run()
    {
        // README: begin
        using var backbone = Backbone.Load("mobilenet-v3-small");
        var embedder = new ImageEmbedder(backbone);
        var data = embedder.Embed(DatasetReader.Read("photos"));
        var splits = Splitter.Divide(data, seed: 1);
        var model = new ModelTrainer(new TrainerOptions()).Fit(data, splits, backbone.ToReference(), DateTimeOffset.UtcNow);
        model.Save("photos.mlabels");

        var prediction = Model.Load("photos.mlabels").Predict(embedder.Embed("new.jpg"));
        Console.WriteLine($"{prediction.Verdict}: {prediction.Class}");
        foreach (var label in prediction.Labels!) Console.WriteLine($"{label.Name} {label.Probability:0.00} {(label.Applies ? "applies" : "does not apply")}");
        // README: end
    }

    private static void Draw(string path, string shape) =>
        File.WriteAllBytes(path, SvgDrawing.Render($"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64'>{shape}</svg>", 64));
}

/// <summary>Tests that change the process's current folder run when no other test does.</summary>
[CollectionDefinition(nameof(ChangesCurrentFolder), DisableParallelization = true)]
public sealed class ChangesCurrentFolder;
