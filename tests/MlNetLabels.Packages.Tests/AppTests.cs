namespace MlNetLabels.Packages.Tests;

/// <summary>Programs that reference packages alone, in an empty folder with an empty home.</summary>
[Trait("Speed", "Slow")]
public sealed class AppTests(Feed feed)
{
    [Fact]
    public void ConsoleApp_OnDrawings_TrainsPredictsAndRemembers()
    {
        string folder = feed.NewFolder("console");
        WriteProject(
            folder,
            "",
            "MlNetLabels.Backbones.MobileNetV3Small",
            "MlNetLabels.Caching",
            "MlNetLabels.Drawings",
            "MlNetLabels.Imaging"
        );
        File.WriteAllText(
            Path.Combine(folder, "Program.cs"),
            """
            using MlNetLabels.Backbones;
            using MlNetLabels.Caching;
            using MlNetLabels.Data;
            using MlNetLabels.Drawings;
            using MlNetLabels.Embedding;
            using MlNetLabels.Models;

            EmojiDrawings.Build("emoji");
            using var backbone = Backbone.Load("mobilenet-v3-small");
            foreach (string round in new[] { "first", "second" })
            {
                using var cache = EmbeddingCache.Open("cache.db", new() { Warn = Console.WriteLine });
                var embedder = new ImageEmbedder(backbone, new EmbeddingOptions { Cache = cache });
                var data = embedder.Embed(DatasetReader.Read("emoji/classes.csv"));
                Console.WriteLine($"{round}: {cache.Hits} of {data.Embeddings.Rows} remembered");
                if (round == "first")
                    continue;
                var splits = Splitter.Divide(data, seed: 1);
                var options = new TrainerOptions { Heads = new() { L2 = 0.01 } };
                new ModelTrainer(options)
                    .Fit(data, splits, backbone.ToReference(), DateTimeOffset.UnixEpoch)
                    .Save("emoji.mlabels");
            }
            using var predictor = ImagePredictor.Load("emoji.mlabels");
            var row = DatasetReader.Read("emoji/classes.csv").Rows[0];
            Console.WriteLine($"{(await predictor.PredictAsync(row.Path)).Class is not null}");
            """
        );

        string[] lines = feed.Command("dotnet", "run", "-c", "Release")
            .In(folder)
            .Run()
            .Done()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(3, lines.Length);
        Assert.StartsWith("first: 0 of ", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^second: (\d+) of \1 remembered$", lines[1]);
        Assert.Equal("True", lines[2]);
    }

    [Fact]
    public void HostWithMLNetsOnnx_BesideOurs_CompilesAndRuns()
    {
        string folder = feed.NewFolder("host");
        WriteProject(
            folder,
            """
            <PackageReference Include="Microsoft.ML.OnnxTransformer" Version="5.0.1" />
            <PackageReference Include="SkiaSharp" Version="2.88.9" />
            <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" Version="2.88.9" />
            """,
            "MlNetLabels",
            "MlNetLabels.Backbones.MobileNetV3Small",
            "MlNetLabels.Drawings"
        );
        File.WriteAllText(
            Path.Combine(folder, "Program.cs"),
            """
            using Microsoft.ML;
            using Microsoft.ML.OnnxRuntime;
            using MlNetLabels.Backbones;
            using MlNetLabels.Drawings;
            using MlNetLabels.MLNet;

            EmojiDrawings.Build("emoji");
            using var options = new SessionOptions();
            var ml = new MLContext(seed: 1);
            using var backbone = Backbone.Load("mobilenet-v3-small");
            var images = ml.Data.LoadImageDataset("emoji/classes.csv");
            var split = ml.Data.TrainTestSplit(images, testFraction: 0.25);
            var model = ml.Transforms.EmbedImages("Features", "ImagePath", backbone)
                .AppendCacheCheckpoint(ml)
                .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
                .Fit(split.TrainSet);
            ml.Model.Save(model, images.Schema, "emoji.zip");
            var again = ml.Model.Load("emoji.zip", out _);
            var metrics = ml.MulticlassClassification.Evaluate(again.Transform(split.TestSet));
            Console.WriteLine(metrics.MicroAccuracy > 0.8);
            """
        );

        Assert.Equal("True", feed.Command("dotnet", "run", "-c", "Release").In(folder).Run().Done().Trim());
    }

    private void WriteProject(string folder, string more, params string[] packages) =>
        File.WriteAllText(
            Path.Combine(folder, "App.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(
                packages.Select(id => $"<PackageReference Include=\"{id}\" Version=\"{feed.Version}\" />")
            )}
                {more}
              </ItemGroup>
            </Project>
            """
        );
}
