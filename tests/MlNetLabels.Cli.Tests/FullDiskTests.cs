using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>A server whose disk is full.</summary>
public sealed class FullDiskTests(Shapes shapes)
{
    [Fact]
    public async Task Serve_NoRoomForANewerBundle_GoesOnWithTheOldAndTakesItOnceThereIs()
    {
        using var disk = SmallDisk.Mount(kilobytes: 4096);
        using var folder = new TemporaryFolder();
        string newer = folder.File("newer.mlabels");
        Tool.Run("train", "--data", shapes.Images, "--model", newer, "--l2", "0.1").Done();
        await using var source = await StartAsync(new() { Content = File.ReadAllBytes(shapes.Model) });
        string settings = Settings(folder, source);
        await using var server = await RunningServer.StartAsync(
            new Dictionary<string, string> { ["TMPDIR"] = disk.Path },
            "--settings",
            settings
        );

        var before = await RefreshAsync(server);
        string full = disk.Fill();
        source.Held.Content = File.ReadAllBytes(newer);
        var refused = await RefreshAsync(server);
        using var answer = await server.Client.PostAsync("/v1/models/m/predict", Picture());
        using var ready = await server.Client.GetAsync("/health/ready");
        File.Delete(full);
        var after = await RefreshAsync(server);

        Assert.Contains(
            "No space left on device",
            refused.GetProperty("problem").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(before.GetProperty("version").GetString(), refused.GetProperty("version").GetString());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Degraded", await ready.Content.ReadAsStringAsync());
        Assert.False(after.TryGetProperty("problem", out _));
        Assert.NotEqual(before.GetProperty("version").GetString(), after.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Serve_NoRoomAtItsStart_SaysSo()
    {
        using var disk = SmallDisk.Mount(kilobytes: 64);
        using var folder = new TemporaryFolder();
        await using var source = await StartAsync(new() { Content = new byte[1 << 20] });
        string settings = Settings(folder, source);

        Tool.RunIn(null, new Dictionary<string, string> { ["TMPDIR"] = disk.Path }, "serve", "--settings", settings)
            .Refused(ExitCode.BadInput, "No space left on device");
    }

    private static string Settings(TemporaryFolder folder, Source source) =>
        folder.Write(
            "s.json",
            "{'MlNetLabels':{'Models':{'m':{'Uri':'URI','Period':'01:00:00'}}}}"
                .Replace('\'', '"')
                .Replace("URI", source.App.Urls.Single(), StringComparison.Ordinal)
        );

    private ByteArrayContent Picture()
    {
        var content = new ByteArrayContent(
            File.ReadAllBytes(Directory.GetFiles(Path.Combine(shapes.Images, "circle"), "*.png")[0])
        );
        content.Headers.ContentType = new("image/png");
        return content;
    }

    private static async Task<JsonElement> RefreshAsync(RunningServer server)
    {
        using var response = await server.Client.PostAsync("/admin/models/m/refresh", null);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<Source> StartAsync(Held held)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http => http.Response.Body.WriteAsync(held.Content).AsTask());
        await app.StartAsync();
        return new(app, held);
    }

    private sealed class Held
    {
        public required byte[] Content { get; set; }
    }

    /// <summary>An address with a bundle behind it.</summary>
    private sealed record Source(WebApplication App, Held Held) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
