using Microsoft.Extensions.DependencyInjection;
using MlNetLabels.Hosting.Loading;

namespace MlNetLabels.Hosting.Tests;

/// <summary>Models come and go while the service runs.</summary>
public sealed class ModelsAtRunTimeTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private static readonly byte[] s_red = ColourBundles.Picture(400, isRed: true);

    [Fact]
    public async Task Start_OneModel_SaysHowManyAreReady()
    {
        await using var host = await Hosted.StartAsync(models => models.FromFile("first", bundles.English));

        Assert.Single(
            host.Log,
            line => line.StartsWith("Information: Models ready: 1, in ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Add_AThousandModels_LoadWhenAskedForOverOneBackbone()
    {
        using var folder = new TemporaryFolder();
        await using var host = await Hosted.StartAsync(models => models.FromFile("first", bundles.English));
        for (int i = 0; i < 1000; i++)
        {
            string link = folder.File($"tenant-{i}.mlabels");
            File.CreateSymbolicLink(link, i % 2 == 0 ? bundles.English : bundles.German);
            host.Models.Add(
                $"tenant-{i}",
                new()
                {
                    Path = link,
                    Lazy = true,
                    WatchForChanges = true,
                }
            );
        }
        int before = host.Models.List().Count(model => model.Version is not null);

        for (int i = 0; i < 1000; i++)
            Assert.Equal(
                i % 2 == 0 ? "red" : "rot",
                (await host.Models.Find($"tenant-{i}")!.PredictAsync(s_red)).Prediction.Class
            );

        Assert.Equal(1, before);
        Assert.Equal(1001, host.Models.List().Count(model => model.Version is not null));
        Assert.Equal(1, host.Services.GetRequiredService<ModelLoader>().Backbones);
    }

    [Fact]
    public async Task Remove_UnderWay_EndsAsUsualAndRefusesTheNext()
    {
        await using var host = await Hosted.StartAsync(models => models.FromFile("m", bundles.English));
        var predictor = host.Predictor;

        var underWay = Enumerable.Range(0, 20).Select(_ => predictor.PredictAsync(s_red)).ToArray();
        bool removed = host.Models.Remove("m");

        Assert.True(removed);
        Assert.False(host.Models.Remove("m"));
        Assert.All(await Task.WhenAll(underWay), answer => Assert.Equal("red", answer.Prediction.Class));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => predictor.PredictAsync(s_red));
        Assert.Null(host.Models.Find("m"));
    }

    [Fact]
    public async Task Add_NameThatIsTakenOrNone_IsRefused()
    {
        await using var host = await Hosted.StartAsync(models => models.FromFile("m", bundles.English));

        Assert.Throws<ArgumentException>(() => host.Models.Add("m", new() { Path = bundles.German }));
        Assert.Throws<ArgumentException>(() => host.Models.Add("../m", new() { Path = bundles.German }));
        Assert.Throws<ArgumentException>(() => host.Models.Add("n", new()));
    }

    [Fact]
    public async Task Lazy_BrokenFile_FailsEachRequestAndLogsOnceUntilItIsGood()
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.Write("m.mlabels", "no bundle");
        await using var host = await Hosted.StartAsync(models => models.FromFile("good", bundles.English));
        host.Models.Add("m", new() { Path = bundle, Lazy = true });
        var predictor = host.Models.Find("m")!;

        for (int i = 0; i < 5; i++)
            await Assert.ThrowsAsync<InvalidInputException>(() => predictor.PredictAsync(s_red));
        var during = await host.Until(_ => true, "m");
        Overwriting.Write(bundle, File.ReadAllBytes(bundles.German));
        var after = await host.Models.RefreshAsync("m");

        Assert.NotNull(during.Problem);
        Assert.Single(host.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Equal(1, after!.Generation);
        Assert.Equal("rot", (await predictor.PredictAsync(s_red)).Prediction.Class);
    }
}
