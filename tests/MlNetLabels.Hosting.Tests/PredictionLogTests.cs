using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using MlNetLabels.Embedding;

namespace MlNetLabels.Hosting.Tests;

/// <summary>What a service gives to a log of predictions.</summary>
public sealed class PredictionLogTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Log_Predictions_AreGivenWithTheCallersId(bool keepsImages)
    {
        var log = new Entries(keepsImages);
        await using var host = await StartAsync(log);
        byte[] picture = ColourBundles.Picture(1, isRed: true);

        var answer = await host.Predictor.PredictAsync(picture, new ImagePredictionOptions { Id = "order 7" });

        // The picture of the warm-up is nobody's.
        var entry = Assert.Single(log.All);
        Assert.Equal(("english", answer.Version, "order 7"), (entry.Model, entry.Version, entry.Id));
        Assert.Same(answer.Prediction, entry.Prediction);
        Assert.Equal(answer.Embedding.ToArray(), entry.Embedding.ToArray());
        Assert.Equal(keepsImages, entry.Image is not null);
        Assert.True(!keepsImages || entry.Image!.Value.Span.SequenceEqual(picture));
    }

    [Fact]
    public async Task Log_WhatCannotBeUsed_IsNotGiven()
    {
        var log = new Entries(false);
        await using var host = await StartAsync(log);

        await Assert.ThrowsAnyAsync<Exception>(() => host.Predictor.PredictAsync(new byte[] { 1, 2, 3 }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            host.Predictor.PredictAsync(
                ColourBundles.Picture(1, isRed: true),
                cancellationToken: new CancellationToken(canceled: true)
            )
        );

        Assert.Empty(log.All);
    }

    private Task<Hosted> StartAsync(Entries log) =>
        Hosted.StartAsync(
            models => models.FromFile("english", bundles.English),
            services: services => services.AddSingleton<IPredictionLog>(log)
        );

    private sealed class Entries(bool keepsImages) : IPredictionLog
    {
        public ConcurrentQueue<LoggedPrediction> All { get; } = [];

        public bool KeepsImages => keepsImages;

        public long Kept => All.Count;

        public long Dropped => 0;

        public void Add(LoggedPrediction entry) => All.Enqueue(entry);
    }
}
