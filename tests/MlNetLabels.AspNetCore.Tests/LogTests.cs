using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MlNetLabels.Embedding;

namespace MlNetLabels.AspNetCore.Tests;

/// <summary>By which id a log of predictions keeps what comes over HTTP, and what it leaves out.</summary>
public sealed class LogTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private const string Predict = "/v1/models/m/predict";

    private static readonly byte[] s_red = ColourBundles.Picture(800, isRed: true);

    [Theory]
    [InlineData(Predict + "?id=7", "7")]
    [InlineData(Predict, null)]
    [InlineData("/image", null)]
    public async Task Log_OneImage_HasTheCallersId(string path, string? id)
    {
        var log = new Entries();
        await using var served = await Served.StartAsync(bundles.English, services: Add(log));

        using var response = await served.PostAsync(path, s_red);

        Assert.Equal(id, Assert.Single(log.All).Id);
    }

    [Theory]
    [InlineData(Predict, "a.png")]
    [InlineData(Predict + "?id=7", "7/a.png")]
    public async Task Log_Form_NamesTheFiles(string path, string id)
    {
        var log = new Entries();
        await using var served = await Served.StartAsync(bundles.English, services: Add(log));
        using var form = new MultipartFormDataContent { { new ByteArrayContent(s_red), "image", "a.png" } };

        using var response = await served.Client.PostAsync(new Uri(path, UriKind.Relative), form);

        Assert.Equal(id, Assert.Single(log.All).Id);
    }

    [Fact]
    public async Task Log_Nostore_KeepsNothing()
    {
        var log = new Entries();
        await using var served = await Served.StartAsync(bundles.English, services: Add(log));

        using var response = await served.PostAsync("/any/image/nostore", s_red);

        response.EnsureSuccessStatusCode();
        Assert.Empty(log.All);
    }

    [Theory]
    [InlineData(true, "answers")]
    [InlineData(false, "nothing")]
    public async Task Model_Kept_IsTold(bool hasLog, string kept)
    {
        await using var served = await Served.StartAsync(bundles.English, services: hasLog ? Add(new Entries()) : null);

        var about = await served.Client.GetFromJsonAsync<JsonElement>("/v1/models/m");

        Assert.Equal(kept, about.GetProperty("kept").GetString());
    }

    private static Action<IServiceCollection> Add(Entries log) =>
        services => services.AddSingleton<IPredictionLog>(log);

    private sealed class Entries : IPredictionLog
    {
        public ConcurrentQueue<LoggedPrediction> All { get; } = [];

        public bool KeepsImages => false;

        public long Kept => All.Count;

        public long Dropped => 0;

        public void Add(LoggedPrediction entry) => All.Enqueue(entry);
    }
}
