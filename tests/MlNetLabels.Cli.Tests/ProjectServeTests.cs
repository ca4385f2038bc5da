using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MlNetLabels.Runs;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>A running service follows the champion.</summary>
public sealed class ProjectServeTests(Shapes shapes, ITestOutputHelper output)
{
    [Fact]
    public async Task Serve_PromoteAndRollback_ChangeWhatIsServedWithoutAFailedRequest()
    {
        using var folder = new TemporaryFolder();
        var project = ImageProject.Create(
            folder.File("photos"),
            new ProjectSettings
            {
                Data = shapes.Images,
                L2 = 0.01,
                Promotion = PromotionRule.Never,
            }
        );
        var options = new RetrainOptions { Embedding = new() { CacheFile = folder.File("cache.db") } };
        project.Retrain(options);
        project.Retrain(
            options with
            {
                Overrides = new Dictionary<string, System.Text.Json.Nodes.JsonNode?> { ["l2"] = 1 },
            }
        );
        project.Promote("0001", "first");
        await using var server = await RunningServer.StartAsync("--registry", project.Folder);
        string first = await VersionAsync(server);
        using var stop = new CancellationTokenSource();
        var asking = AskAsync(server, stop.Token);

        var clock = Stopwatch.StartNew();
        project.Promote("0002", "tried");
        string second = await UntilAsync(server, version => version != first);
        output.WriteLine($"promoted: followed after {clock.Elapsed.TotalSeconds:f2} s");
        clock.Restart();
        project.Rollback("worse");
        string third = await UntilAsync(server, version => version != second);
        output.WriteLine($"rolled back: followed after {clock.Elapsed.TotalSeconds:f2} s");
        await stop.CancelAsync();
        var (answered, failed) = await asking;

        Assert.Equal(first, third);
        Assert.True(answered > 0);
        Assert.Equal(0, failed);
    }

    private static async Task<string> UntilAsync(RunningServer server, Func<string, bool> isIt)
    {
        // Far above what it takes, so that a service that follows nothing fails.
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromMinutes(1))
        {
            string version = await VersionAsync(server);
            if (isIt(version))
                return version;
            await Task.Delay(20);
        }
        throw new TimeoutException(server.Log);
    }

    private static async Task<string> VersionAsync(RunningServer server) =>
        (await server.Client.GetFromJsonAsync<JsonElement>("/v2/models/photos"))
            .GetProperty("versions")[0]
            .GetString()!;

    private async Task<(int Answered, int Failed)> AskAsync(RunningServer server, CancellationToken stop)
    {
        byte[] picture = File.ReadAllBytes(Path.Combine(shapes.Images, "square", "0.png"));
        int answered = 0,
            failed = 0;
        while (!stop.IsCancellationRequested)
        {
            using var content = new ByteArrayContent(picture);
            content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            using var response = await server.Client.PostAsync(
                new Uri("/v1/models/photos/predict", UriKind.Relative),
                content,
                // Each is to be answered.
                CancellationToken.None
            );
            answered++;
            failed += response.IsSuccessStatusCode ? 0 : 1;
        }
        return (answered, failed);
    }
}
