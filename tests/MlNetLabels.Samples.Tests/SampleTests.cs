using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MlNetLabels.Samples.Tests;

/// <summary>The samples do what they say.</summary>
public sealed class SampleTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task MinimalApi_Photo_GoesToItsAlbum_AlsoByANewerModel()
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.Write("photos.mlabels", File.ReadAllBytes(bundles.English));
        using var sample = new RunningSample(
            "MlNetLabels.Samples.MinimalApi",
            "--urls",
            "http://127.0.0.1:0",
            "--MlNetLabels:Models:photos:Path",
            bundle,
            "--MlNetLabels:Models:photos:WatchForChanges",
            "true"
        );
        string line = await sample.LineAsync("Now listening on: ");
        using var client = new HttpClient
        {
            BaseAddress = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..]),
        };

        Assert.Equal("blue", await AlbumAsync(client));
        using var refused = await client.PostAsync("/photos", new ByteArrayContent([1, 2, 3]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/labels/v1/models/photos")).StatusCode);

        File.Copy(bundles.German, folder.File("next"));
        File.Move(folder.File("next"), bundle, overwrite: true);
        var limit = DateTime.UtcNow + s_patience;
        while (await AlbumAsync(client) != "blau")
        {
            Assert.True(DateTime.UtcNow < limit, "The newer model never came.");
            await Task.Delay(50);
        }
    }

    [Fact]
    public async Task FolderWorker_Inbox_IsEmptiedIntoFoldersOfClasses()
    {
        using var folder = new TemporaryFolder();
        folder.Write("inbox/a.png", ColourBundles.Picture(2, isRed: false));
        folder.Write("inbox/b.png", "no picture");
        using var sample = new RunningSample(
            "MlNetLabels.Samples.FolderWorker",
            "--Model",
            bundles.English,
            "--Inbox",
            folder.File("inbox", "x")[..^2],
            "--Sorted",
            folder.File("sorted", "x")[..^2]
        );

        var limit = DateTime.UtcNow + s_patience;
        while (Directory.GetFiles(folder.File("inbox", "x")[..^2]).Length > 0)
        {
            Assert.True(DateTime.UtcNow < limit && !sample.HasEnded, "The inbox was never emptied.");
            await Task.Delay(50);
        }

        Assert.True(File.Exists(folder.File("sorted", "blue", "a.png")));
        Assert.True(File.Exists(folder.File("sorted", "_unreadable", "b.png")));
    }

    private static async Task<string?> AlbumAsync(HttpClient client)
    {
        using var response = await client.PostAsync(
            "/photos",
            new ByteArrayContent(ColourBundles.Picture(2, isRed: false))
        );
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("album", out var album) ? album.GetString() : answer.ToString();
    }
}
