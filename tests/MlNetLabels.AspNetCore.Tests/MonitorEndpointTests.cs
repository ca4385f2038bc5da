using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MlNetLabels.AspNetCore.Tests;

/// <summary>What <c>/v1/models/m/monitor</c> answers.</summary>
public sealed class MonitorEndpointTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private const string Monitor = "/v1/models/m/monitor";

    [Fact]
    public async Task Monitor_FewImages_SaysHowManyThereAre()
    {
        await using var served = await Served.StartAsync(bundles.English);
        using var asked = await served.PostAsync("/v1/models/m/predict", ColourBundles.Picture(1, isRed: true));

        var status = await served.Client.GetFromJsonAsync<JsonElement>(Monitor);

        Assert.Equal("m", status.GetProperty("model").GetString());
        Assert.Equal(1, status.GetProperty("collected").GetInt32());
        Assert.Equal(200, status.GetProperty("windowSize").GetInt32());
        Assert.False(status.TryGetProperty("last", out _));
    }

    [Fact]
    public async Task Monitor_FullWindow_HasTheReport()
    {
        await using var served = await Served.StartAsync(bundles.English, limits => limits.MonitorWindow = 20);
        for (int i = 0; i < 20; i++)
            (await served.PostAsync("/v1/models/m/predict", ColourBundles.Picture(900 + i, i % 2 == 0))).Dispose();

        JsonElement status;
        do status = await served.Client.GetFromJsonAsync<JsonElement>(Monitor);
        while (status.GetProperty("windows").GetInt32() == 0);
        var last = status.GetProperty("last");

        Assert.Equal(20, last.GetProperty("images").GetInt32());
        Assert.Equal(
            ["rejected", "classifier", "discrepancy"],
            last.GetProperty("tests").EnumerateArray().Select(x => x.GetProperty("name").GetString())
        );
        Assert.StartsWith("These 20 images", last.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monitor_NoSuchModel_Is404()
    {
        await using var served = await Served.StartAsync(bundles.English);

        using var response = await served.Client.GetAsync(new Uri("/v1/models/other/monitor", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
