using System.Text.Json;
using MlNetLabels.Caching;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>A server that keeps its predictions, also when it is killed.</summary>
public sealed class ServeLogTests(Shapes shapes) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_Log_KeepsAnswersAndSaysSo()
    {
        string log = _folder.File("predictions.db");
        await using (var server = await RunningServer.StartAsync("--model", shapes.Model, "--log", log, "--log-images"))
        {
            byte[] image = await PostAsync(server, "?id=order%207");
            using var about = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/models/shapes"));
            Assert.Equal("images", about.RootElement.GetProperty("kept").GetString());
            server.Terminate();
            Assert.Equal(0, await server.ExitCodeAsync());

            var entry = Assert.Single(PredictionLog.Read(log));
            Assert.Equal(("shapes", "order 7"), (entry.Model, entry.Id));
            Assert.Equal(image, entry.Image!.Value.ToArray());
        }
    }

    [Fact]
    public async Task Serve_Killed_LeavesALogThatCanBeRead()
    {
        string log = _folder.File("predictions.db");
        await using (var server = await RunningServer.StartAsync("--model", shapes.Model, "--log", log))
        {
            for (int i = 0; i < 50; i++)
                await PostAsync(server, $"?id={i}");
            while (!File.Exists(log) || !PredictionLog.Read(log).Any())
                await Task.Delay(20);
            using var kill = System.Diagnostics.Process.Start("kill", ["-KILL", $"{server.Id}"]);
            await kill.WaitForExitAsync();
            await server.ExitCodeAsync();
        }

        var read = PredictionLog.Read(log).ToArray();

        Assert.NotEmpty(read);
        Assert.Equal(Enumerable.Range(0, read.Length).Select(i => $"{i}"), read.Select(x => x.Id));
    }

    [Fact]
    public async Task Serve_TwoProcessesWithOneLog_BothKeep()
    {
        string log = _folder.File("predictions.db");
        await using (var a = await RunningServer.StartAsync("--model", shapes.Model, "--log", log))
        await using (var b = await RunningServer.StartAsync("--model", shapes.Model, "--log", log))
            foreach (var (name, server) in new[] { ("a", a), ("b", b) })
            {
                for (int i = 0; i < 5; i++)
                    await PostAsync(server, $"?id={name}{i}");
                server.Terminate();
                Assert.Equal(0, await server.ExitCodeAsync());
            }

        Assert.Equal(
            ["a0", "a1", "a2", "a3", "a4", "b0", "b1", "b2", "b3", "b4"],
            PredictionLog.Read(log).Select(x => x.Id)
        );
    }

    [Theory]
    [InlineData("""{"MlNetLabels":{"Log":{"Path":"p.db","MaxRows":"many"}}}""", "MaxRows", "many")]
    [InlineData("""{"MlNetLabels":{"Log":{"Path":"p.db","KeepImages":"perhaps"}}}""", "KeepImages", "perhaps")]
    public void Serve_WrongSettings_AreTold(string settings, params string[] said) =>
        Tool.Run("serve", "--model", shapes.Model, "--settings", _folder.Write("s.json", settings)).Refused(3, said);

    private async Task<byte[]> PostAsync(RunningServer server, string query)
    {
        byte[] image = await File.ReadAllBytesAsync(Path.Combine(shapes.Images, "square", "3.png"));
        using var body = new ByteArrayContent(image);
        body.Headers.ContentType = new("image/png");
        using var response = await server.Client.PostAsync("/v1/models/shapes/predict" + query, body);
        response.EnsureSuccessStatusCode();
        return image;
    }
}
