using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Backbones;
using MlNetLabels.MLNet;

namespace MlNetLabels.Benchmarks.MLNet;

/// <summary>
/// <c>mlnet-loaded</c>: a pipeline as it was fitted, as ML.NET's own Load gives it back, and as LoadPipeline does, in
/// turns on the same images.
/// </summary>
internal static class LoadedCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Images, a folder for each class.", Required = true };
        var repeats = new Option<int>("--repeats")
        {
            Description = "Interleaved repeats; the least time of each counts.",
            DefaultValueFactory = _ => 5,
        };
        var command = new Command("mlnet-loaded", "A fitted pipeline, and the same saved and loaded.")
        {
            data,
            repeats,
        };
        command.SetAction(parsed => Run(parsed.GetValue(data)!, parsed.GetValue(repeats)));
        return command;
    }

    private static void Run(string data, int repeats)
    {
        var ml = new MLContext(seed: 1);
        using var backbone = Backbone.Load("mobilenet-v3-small");
        var images = ml.Data.LoadImageDataset(data);
        var fitted = ml
            .Transforms.EmbedImages("Features", "ImagePath", backbone, rememberedImages: 0)
            .Append(ml.MulticlassClassification.Trainers.SoftmaxCrossEntropy(new() { L2Regularization = 0.01 }))
            .Fit(images);
        string zip = Path.GetTempFileName();
        ml.Model.Save(fitted, images.Schema, zip);
        (string Name, ITransformer Model)[] models =
        [
            ("fitted", fitted),
            ("Load", ml.Model.Load(zip, out _)),
            ("LoadPipeline", ml.Model.LoadPipeline(zip, out _, backbone)),
        ];
        string[] paths = [.. images.GetColumn<string>("ImagePath")];
        Console.Out.WriteLine($"{paths.Length} images, {Environment.ProcessorCount} cores, {repeats} repeats");
        Compare("all rows by Transform", paths.Length, repeats, models, m => All(m.Transform(images)));
        Compare("one by one by PredictionEngine", paths.Length, repeats, models, m => OneByOne(ml, m, paths));
        File.Delete(zip);
    }

    private static void Compare(
        string what,
        int images,
        int repeats,
        (string Name, ITransformer Model)[] models,
        Action<ITransformer> run
    )
    {
        var least = models.ToDictionary(m => m.Name, _ => double.PositiveInfinity);
        for (int i = 0; i <= repeats; i++)
            foreach (var (name, model) in models)
            {
                long start = Stopwatch.GetTimestamp();
                run(model);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                // The first round warms up.
                if (i > 0)
                    least[name] = Math.Min(least[name], seconds);
            }
        Console.Out.WriteLine(what);
        foreach (var (name, seconds) in least)
            Console.Out.WriteLine(
                $"  {name, -13} {1000 * seconds / images, 6:f2} ms an image   {seconds / least["fitted"], 5:f2} x fitted"
            );
    }

    private static void All(IDataView scored) => _ = scored.GetColumn<float[]>("Score").Count();

    private static void OneByOne(MLContext ml, ITransformer model, string[] paths)
    {
        using var engine = ml.Model.CreatePredictionEngine<Photo, Answer>(
            model,
            new PredictionEngineOptions { OwnsTransformer = false }
        );
        foreach (string path in paths)
            engine.Predict(new Photo { ImagePath = path });
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];
    }
}
