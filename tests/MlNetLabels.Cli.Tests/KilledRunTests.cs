using System.Diagnostics;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>A run that is killed at any instant costs what it had in hand, and never a wrong embedding.</summary>
public sealed class KilledRunTests(Shapes shapes) : IDisposable
{
    private const int Images = 400,
        Kills = 6,
        MostTries = 60;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Speed", "Slow")]
    [Fact]
    public void Embed_KilledAgainAndAgain_GoesOnFromTheCacheToTheSameBytes()
    {
        byte[] drawing = File.ReadAllBytes(Path.Combine(shapes.Lines, "0.png")),
            other = File.ReadAllBytes(Path.Combine(shapes.Lines, "1.png"));
        // What follows a PNG's end is not read, but makes another file of it.
        for (int i = 0; i < Images; i++)
            _folder.Write($"in/{i}.png", [.. i % 2 == 0 ? drawing : other, .. BitConverter.GetBytes(i)]);
        string without = _folder.File("without.npy"),
            output = _folder.File("out", "x.npy"),
            cache = _folder.File("cache.db");
        var clock = Stopwatch.StartNew();
        Tool.Run("embed", "--images", _folder.File("in"), "--output", without, "--no-cache").Done();
        var whole = clock.Elapsed;

        var random = new Random(3);
        int kills = 0;
        for (int tries = 0; tries < MostTries && (kills < Kills || Remembered(cache) == 0); tries++)
        {
            using var process = Tool.Start(
                null,
                new Dictionary<string, string>(),
                "embed",
                "--images",
                _folder.File("in"),
                "--output",
                output,
                "--cache",
                cache
            );
            if (process.WaitForExit(whole * random.NextDouble()))
                continue;
            process.Kill();
            process.WaitForExit();
            kills++;
        }
        var last = Tool.Run("embed", "--images", _folder.File("in"), "--output", output, "--cache", cache).Done();

        Assert.True(kills > 0, "no run was killed");
        Assert.Contains("came from the cache", last.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("note:", last.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(without), File.ReadAllBytes(output));
        Tool.Run("cache", "verify", "--cache", cache).Done();
    }

    private static int Remembered(string cache)
    {
        var info = Tool.Run("cache", "info", "--cache", cache, "--json");
        return info.ExitCode == 3 ? 0 : info.Json().GetProperty("embeddings").GetInt32();
    }
}
