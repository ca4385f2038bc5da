using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlNetLabels.Hosting.Tests;

/// <summary>A newer bundle takes the place of the old one however it comes, and a bad one does not.</summary>
public sealed class ReloadTests(ColourBundles bundles) : IClassFixture<ColourBundles>
{
    private static readonly byte[] s_red = ColourBundles.Picture(300, isRed: true);

    public static TheoryData<string> Ways => ["overwritten", "renamed over", "link", "link of a folder"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Reload_NewBundle_TakesThePlace(string way)
    {
        using var folder = new TemporaryFolder();
        string bundle = Prepare(folder, way);
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundle, watchForChanges: true));
        Assert.Equal("red", (await host.Predictor.PredictAsync(s_red)).Prediction.Class);

        Change(folder, way, bundle);
        var status = await host.Until(model => model.Generation == 2);

        Assert.Null(status.Problem);
        Assert.Equal("rot", (await host.Predictor.PredictAsync(s_red)).Prediction.Class);
    }

    [Fact]
    public async Task Reload_NotWatched_ChangesOnlyWhenAskedTo()
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.Write("m.mlabels", File.ReadAllBytes(bundles.English));
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundle));

        Overwriting.Write(bundle, File.ReadAllBytes(bundles.German));
        await Task.Delay(200);
        string? before = (await host.Predictor.PredictAsync(s_red)).Prediction.Class;
        var status = await host.Models.RefreshAsync("m");

        Assert.Equal("red", before);
        Assert.Equal(2, status!.Generation);
        Assert.Equal("rot", (await host.Predictor.PredictAsync(s_red)).Prediction.Class);
    }

    [Theory]
    [InlineData("half")]
    [InlineData("foreign")]
    [InlineData("flipped")]
    [InlineData("gone")]
    [InlineData("empty")]
    public async Task Reload_OfNoUse_KeepsTheOldOneLogsOnceAndShowsInHealth(string kind)
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.Write("m.mlabels", File.ReadAllBytes(bundles.English));
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundle, watchForChanges: true));
        var health = host.Services.GetRequiredService<HealthCheckService>();

        Damage(bundle, kind, File.ReadAllBytes(bundles.German));
        await host.Until(model => model.Problem is not null);
        await Task.Delay(300);
        string problem = host.Models.List().Single().Problem!;
        var during = await health.CheckHealthAsync();
        string? answer = (await host.Predictor.PredictAsync(s_red)).Prediction.Class;
        Overwriting.Write(bundle, File.ReadAllBytes(bundles.German));
        await host.Until(model => model is { Problem: null, Generation: 2 });
        var after = await health.CheckHealthAsync();

        Assert.Equal("red", answer);
        Assert.Equal(HealthStatus.Degraded, during.Status);
        Assert.Equal(HealthStatus.Healthy, during.Entries["mlnetlabels-live"].Status);
        Assert.NotEmpty(during.Entries["mlnetlabels-ready"].Data);
        // On a busy machine a file may be seen empty before its content is written, which is another problem.
        Assert.Single(host.Log, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(problem));
        Assert.Equal(HealthStatus.Healthy, after.Status);
    }

    [Fact]
    public async Task Reload_WhileSlowlyCopied_NeverTakesAHalf()
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.Write("m.mlabels", File.ReadAllBytes(bundles.English));
        await using var host = await Hosted.StartAsync(models => models.FromFile(bundle, watchForChanges: true));
        byte[] next = File.ReadAllBytes(bundles.German);

        using (var file = new FileStream(bundle, FileMode.Create, FileAccess.Write, FileShare.ReadWrite))
            foreach (byte[] part in next.Chunk(next.Length / 10))
            {
                file.Write(part);
                file.Flush(flushToDisk: false);
                await Task.Delay(25);
                Assert.Equal("red", (await host.Predictor.PredictAsync(s_red)).Prediction.Class);
            }
        await host.Until(model => model.Generation == 2);

        Assert.DoesNotContain(host.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Registry_AliasMoved_IsFollowed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("runs/0001/model.mlabels", File.ReadAllBytes(bundles.English));
        folder.Write("runs/0002/model.mlabels", File.ReadAllBytes(bundles.German));
        folder.Write("registry.json", """{"aliases": {"champion": "runs/0001"}}""");
        await using var host = await Hosted.StartAsync(models => models.FromRegistry("m", folder.Path));

        File.WriteAllText(folder.File("next.json"), """{"aliases": {"champion": {"path": "runs/0002"}}}""");
        File.Move(folder.File("next.json"), folder.File("registry.json"), overwrite: true);
        await host.Until(model => model.Generation == 2);
        string? second = (await host.Predictor.PredictAsync(s_red)).Prediction.Class;
        File.WriteAllText(folder.File("registry.json"), """{"aliases": {"champion": "../elsewhere"}}""");
        var out_ = await host.Until(model => model.Problem is not null);
        Directory.Move(folder.File("runs", "x")[..^2], folder.File("away"));
        File.Delete(folder.File("registry.json"));
        var gone = await host.Until(model => model.Problem!.Contains("no such file", StringComparison.Ordinal));

        Assert.Equal("rot", second);
        Assert.Contains("leads out", out_.Problem, StringComparison.Ordinal);
        Assert.Equal(2, gone.Generation);
        Assert.Equal("rot", (await host.Predictor.PredictAsync(s_red)).Prediction.Class);

        Directory.Delete(folder.Path, recursive: true);
        var vanished = await host.Models.RefreshAsync("m");
        Directory.CreateDirectory(folder.Path);

        Assert.Contains("no such file", vanished!.Problem, StringComparison.Ordinal);
        Assert.Equal("rot", (await host.Predictor.PredictAsync(s_red)).Prediction.Class);
    }

    [Fact]
    public async Task Reload_WhileTheClockJumps_GoesOn()
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.Write("m.mlabels", File.ReadAllBytes(bundles.English));
        await using var host = await Hosted.StartAsync(
            models => models.FromFile("m", bundle, watchForChanges: true),
            services: services => services.AddSingleton<TimeProvider>(new JumpingTime())
        );
        for (int i = 2; i <= 6; i++)
        {
            Overwriting.Write(bundle, File.ReadAllBytes(i % 2 == 0 ? bundles.German : bundles.English));
            await host.Until(model => model.Generation == i);
            var answer = await host.Predictor.PredictAsync(s_red);

            Assert.Equal(i % 2 == 0 ? "rot" : "red", answer.Prediction.Class);
            Assert.True(answer.Elapsed >= TimeSpan.Zero);
        }
    }

    private string Prepare(TemporaryFolder folder, string way)
    {
        byte[] first = File.ReadAllBytes(bundles.English);
        switch (way)
        {
            case "link":
                folder.Write("1/m.mlabels", first);
                folder.Write("2/m.mlabels", File.ReadAllBytes(bundles.German));
                File.CreateSymbolicLink(folder.File("m.mlabels"), folder.File("1", "m.mlabels"));
                break;
            // As Kubernetes mounts a ConfigMap.
            case "link of a folder":
                folder.Write("..1/m.mlabels", first);
                folder.Write("..2/m.mlabels", File.ReadAllBytes(bundles.German));
                Directory.CreateSymbolicLink(folder.File("..data"), "..1");
                File.CreateSymbolicLink(folder.File("m.mlabels"), Path.Combine("..data", "m.mlabels"));
                break;
            default:
                folder.Write("m.mlabels", first);
                break;
        }
        return folder.File("m.mlabels");
    }

    private void Change(TemporaryFolder folder, string way, string bundle)
    {
        string next = folder.File("next");
        switch (way)
        {
            case "overwritten":
                Overwriting.Write(bundle, File.ReadAllBytes(bundles.German));
                break;
            case "renamed over":
                File.Copy(bundles.German, next);
                File.Move(next, bundle, overwrite: true);
                break;
            case "link":
                File.CreateSymbolicLink(next, folder.File("2", "m.mlabels"));
                File.Move(next, bundle, overwrite: true);
                break;
            default:
                Directory.CreateSymbolicLink(next, "..2");
                // .NET moves no link to a folder over another.
                using (var move = Process.Start("mv", ["-T", next, folder.File("..data")]))
                    move.WaitForExit();
                break;
        }
    }

    private static void Damage(string bundle, string kind, byte[] next)
    {
        switch (kind)
        {
            case "half":
                Overwriting.Write(bundle, next[..(next.Length / 2)]);
                break;
            case "foreign":
                Overwriting.Write(bundle, "a letter to somebody"u8.ToArray());
                break;
            case "flipped":
                next[next.Length / 2] ^= 1;
                Overwriting.Write(bundle, next);
                break;
            case "gone":
                File.Delete(bundle);
                break;
            default:
                Overwriting.Write(bundle, []);
                break;
        }
    }

    // The date goes to and fro by ten years, as a machine's whose clock is set anew; what measures durations does not.
    private sealed class JumpingTime : TimeProvider
    {
        private int _calls;

        public override DateTimeOffset GetUtcNow() =>
            base.GetUtcNow().AddYears(10 * (Interlocked.Increment(ref _calls) % 3 - 1));
    }
}
