using Microsoft.Extensions.DependencyInjection;
using MlNetLabels.Hosting.Loading;

namespace MlNetLabels.Hosting.Tests;

/// <summary>Reloads while requests come without a pause: none fails, none mixes two models, nothing is left behind.</summary>
[Collection(nameof(Alone))]
public sealed class ReloadLoadTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    // What collectors and pools keep back; a bundle's weights alone are more than this in a hundred reloads.
    private const long MemoryTolerance = 24L << 20;

    private const int HandleTolerance = 16;

    [Fact]
    public Task Reload_200TimesUnderLoad_NoRequestFails() => Run(200);

    [Fact]
    [Trait("Speed", "Slow")]
    public Task Reload_1000TimesUnderLoad_NoRequestFails() => Run(1000);

    private async Task Run(int reloads)
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.Write("m.mlabels", File.ReadAllBytes(bundles.English));
        byte[] red = ColourBundles.Picture(1, isRed: true),
            blue = ColourBundles.Picture(2, isRed: false);
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundle));
        string english = host.Models.List()[0].Version!;
        using var stop = new CancellationTokenSource();
        long answered = 0;
        var callers = Enumerable
            .Range(0, 4)
            .Select(caller =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        bool isRed = Interlocked.Increment(ref answered) % 2 == 0;
                        var answer = await host.Predictor.PredictAsync(isRed ? red : blue);
                        string expected =
                            answer.Version == english ? (isRed ? "red" : "blue")
                            : isRed ? "rot"
                            : "blau";
                        Assert.Equal(expected, answer.Prediction.Class);
                    }
                })
            )
            .ToArray();

        long memory = 0;
        int handles = 0;
        for (int i = 1; i <= reloads; i++)
        {
            string next = folder.File("next");
            File.Copy(i % 2 == 1 ? bundles.German : bundles.English, next);
            File.Move(next, bundle, overwrite: true);
            var status = await host.Models.RefreshAsync("m");
            Assert.Equal((i + 1, null), (status!.Generation, status.Problem));
            if (i == reloads / 10)
                (memory, handles) = (Memory(), Handles());
        }
        (memory, handles) = (Memory() - memory, Handles() - handles);
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.True(answered > reloads, $"only {answered} requests");
        Assert.InRange(memory, long.MinValue, MemoryTolerance);
        Assert.InRange(handles, int.MinValue, HandleTolerance);
        Assert.Equal(1, host.Services.GetRequiredService<ModelLoader>().Backbones);
        host.Models.Remove("m");
        Assert.Equal(0, host.Services.GetRequiredService<ModelLoader>().Backbones);
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static int Handles() => Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Length : 0;
}

/// <summary>Tests that measure the process, in which no other test may run meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
