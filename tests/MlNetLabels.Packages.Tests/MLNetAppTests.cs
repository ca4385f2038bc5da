using MlNetLabels.Testing;

namespace MlNetLabels.Packages.Tests;

/// <summary>ML.NET pipelines of programs that reference packages alone, in an empty folder with an empty home.</summary>
[Trait("Speed", "Slow")]
public sealed class MLNetAppTests(Feed feed)
{
    /// <summary>As printed; and what it saved, in a program that knows ML.NET and the packages.</summary>
    [Fact]
    public void PipelineOfTheReadme_AsPrinted_RunsAndLoadsElsewhere()
    {
        string folder = feed.NewFolder("readme");
        feed.WriteProject(folder, "MlNetLabels", "MlNetLabels.Backbones.MobileNetV3Small", "MlNetLabels.Drawings");
        WriteProgram(folder, Block("README.md"));
        string[] lines = Run(folder);

        Assert.Equal("accuracy 100.0%", lines[0]);
        Assert.Matches(@"^sure of people: softmax \d\d%, labels \d\d%$", lines[2]);

        string loader = feed.NewFolder("loader");
        feed.WriteProject(loader, "MlNetLabels", "MlNetLabels.Backbones.MobileNetV3Small");
        WriteProgram(
            loader,
            """
            using Microsoft.ML;
            using Microsoft.ML.Data;

            var ml = new MLContext();
            string[] images = Directory.GetFiles(Path.Combine(args[0], "drawings", "images"), "*.png", SearchOption.AllDirectories);
            var data = ml.Data.LoadFromEnumerable(images.Order().Take(40).Select(i => new Photo { ImagePath = i }));
            var answers = ml.Model.Load(Path.Combine(args[0], "drawings.zip"), out _).Transform(data);
            VBuffer<ReadOnlyMemory<char>> names = default;
            answers.Schema["Probability"].GetSlotNames(ref names);
            Console.WriteLine(string.Join(",", names.DenseValues()));
            Console.WriteLine(answers.GetColumn<float[]>("Score").Count(s => Math.Abs(s.Sum() - 1) < 1e-5));

            class Photo
            {
                public string ImagePath { get; set; } = "";
            }
            """
        );

        Assert.Equal(["building,flag", "40"], Run(loader, folder));
    }

    /// <summary>The pipelines that docs/ml-net.md names, saved and loaded, with the packages of other trainers.</summary>
    [Fact]
    public void Combinations_FromPackages_SaveAndLoad()
    {
        string folder = feed.NewFolder("combinations");
        feed.WriteProject(
            folder,
            "MlNetLabels",
            "MlNetLabels.Backbones.MobileNetV3Small",
            "MlNetLabels.Drawings",
            "Microsoft.ML.FastTree 5.0.1",
            "Microsoft.ML.LightGbm 5.0.1"
        );
        File.Copy(
            Path.Combine(SharedFiles.Repository, "tests/MlNetLabels.Tests/Combinations.cs"),
            Path.Combine(folder, "Combinations.cs")
        );
        WriteProgram(
            folder,
            """
            using Microsoft.ML;
            using Microsoft.ML.Data;
            using MlNetLabels.Backbones;
            using MlNetLabels.Drawings;
            using MlNetLabels.MLNet;
            using MlNetLabels.Tests;

            EmojiDrawings.Build("emoji");
            var ml = new MLContext(seed: 1);
            using var backbone = Backbone.Load("mobilenet-v3-small");
            var images = ml.Data.LoadImageDataset("emoji/classes.csv");
            using var whole = ml
                .MulticlassClassification.Trainers.TransferLearning(ml, backbone, new() { Seed = 1 })
                .Fit(images);
            Check("TransferLearning", whole);
            var shapes = new Shapes(whole.Model);
            var embed = ml.Transforms.EmbedImages("Features", "ImagePath", backbone);
            foreach (var (name, end) in Combinations.OnEmbeddings)
                Check(name, embed.Append(end(ml, shapes)).Fit(images));
            foreach (var (name, input) in Combinations.Inputs)
                Check(
                    name,
                    input(ml, shapes)
                        .Append(ml.Transforms.EmbedImages("Features", "Picture", backbone))
                        .Append(ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy())
                        .Fit(images)
                );

            void Check(string name, ITransformer fitted)
            {
                ml.Model.Save(fitted, images.Schema, "model.zip");
                var loaded = new MLContext().Model.Load("model.zip", out _);
                Console.WriteLine($"{name} {Values(fitted) == Values(loaded)}");
            }

            string Values(ITransformer model)
            {
                var scored = model.Transform(images);
                string column = scored.Schema.GetColumnOrNull("Score") is null ? "Probability" : "Score";
                return scored.Schema[column].Type is VectorDataViewType
                    ? string.Join(' ', scored.GetColumn<float[]>(column).SelectMany(v => v))
                    : string.Join(' ', scored.GetColumn<float>(column));
            }

            namespace MlNetLabels.Tests
            {
                public sealed record Shapes(MlNetLabels.Models.Model Bundle);
            }
            """
        );

        string[] lines = Run(folder);

        Assert.True(lines.Length >= 16, string.Join('\n', lines));
        Assert.All(lines, line => Assert.EndsWith(" True", line, StringComparison.Ordinal));
    }

    private string[] Run(string folder, params string[] arguments) =>
        feed.Command("dotnet", ["run", "-c", "Release", "--", .. arguments])
            .In(folder)
            .Run()
            .Done()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void WriteProgram(string folder, string code) =>
        File.WriteAllText(Path.Combine(folder, "Program.cs"), code);

    private static string Block(string document)
    {
        string text = File.ReadAllText(Path.Combine(SharedFiles.Repository, document));
        int start = text.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
