namespace MlNetLabels.Packages.Tests;

/// <summary>Programs that reference packages alone, in an empty folder with an empty home.</summary>
[Trait("Speed", "Slow")]
public sealed class AppTests(Feed feed)
{
    [Fact]
    public void ConsoleApp_OnDrawings_TrainsPredictsAndRemembers()
    {
        string folder = feed.NewFolder("console");
        feed.WriteProject(
            folder,
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
        // Version 2.1, which Microsoft.Data.Sqlite asks for, has a vulnerable SQLite and does not fit.
        string resolved = File.ReadAllText(Path.Combine(folder, "obj", "project.assets.json"));
        Assert.Matches("\"SQLitePCLRaw\\.core/3\\.", resolved);
        Assert.DoesNotMatch("\"SQLitePCLRaw\\.[a-z_0-9.]+/2\\.", resolved);
    }
}
