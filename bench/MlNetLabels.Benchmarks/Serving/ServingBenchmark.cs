using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MlNetLabels.Backbones;
using MlNetLabels.Embedding;
using MlNetLabels.Hosting;
using MlNetLabels.Models;

namespace MlNetLabels.Benchmarks.Serving;

/// <summary>
/// The engine is <c>ImageEmbedder</c> and <c>Model.Predict</c>. Medians are of single images, engine and service in turn,
/// one after another; rates of as many callers as there are cores.
/// </summary>
internal sealed class ServingBenchmark(string bundle, byte[][] images, double seconds)
{
    public async Task<ServingResult> RunAsync()
    {
        var model = Model.Load(bundle);
        using var backbone = Backbone.Load(model.Description.Backbone);
        var embedder = new ImageEmbedder(backbone);
        var services = new ServiceCollection();
        services.AddMlNetLabels().FromFile("m", bundle);
        await using var provider = services.BuildServiceProvider();
        var predictor = provider.GetRequiredService<IImagePredictor>();
        // Both compile, and read every image once.
        foreach (byte[] image in images)
        {
            model.Predict(embedder.Embed(image));
            await predictor.PredictAsync(image);
        }

        List<double> alone = [],
            served = [];
        var clock = Stopwatch.StartNew();
        for (int i = 0; clock.Elapsed.TotalSeconds < 2 * seconds; i++)
        {
            byte[] image = images[i % images.Length];
            long start = Stopwatch.GetTimestamp();
            model.Predict(embedder.Embed(image));
            alone.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            start = Stopwatch.GetTimestamp();
            await predictor.PredictAsync(image);
            served.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return new(
            Median(alone),
            Median(served),
            await RateAsync(image => Task.Run(() => model.Predict(embedder.Embed(image)))),
            await RateAsync(image => predictor.PredictAsync(image))
        );
    }

    private async Task<Rate> RateAsync(Func<byte[], Task> predict)
    {
        int next = 0;
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, Environment.ProcessorCount)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (clock.Elapsed.TotalSeconds < seconds)
                            await predict(images[Interlocked.Increment(ref next) % images.Length]);
                    })
                )
        );
        return new(
            next / clock.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / next
        );
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

/// <summary>Seconds of one image alone, and what many callers got.</summary>
internal sealed record ServingResult(double EngineMedian, double ServiceMedian, Rate Engine, Rate Service);

/// <summary>Images a second, and the processor's milliseconds an image, which others on the machine change little.</summary>
internal sealed record Rate(double ImagesASecond, double ProcessorMilliseconds);
