using System.Diagnostics;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>The three files of embed belong together, or are refused.</summary>
public sealed class SealedEmbeddingsTests(Shapes shapes) : IDisposable
{
    private static readonly string[] s_extensions = [".json", ".csv", ".npy"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".npy", "x.npy")]
    [InlineData(".csv", "x.csv")]
    [InlineData(".json", "x.npy")]
    public void Train_OneFileOfAnotherRun_IsRefusedByName(string extension, string named)
    {
        string npy = Embed("x", 0),
            other = Embed("y", 1);
        File.Copy(Path.ChangeExtension(other, extension), Path.ChangeExtension(npy, extension), overwrite: true);

        Train(npy).Refused(3, named, "x.json", "Run 'embed' again");
    }

    [Fact]
    public void Train_CsvWithAnotherLabel_IsTakenWithANote()
    {
        string npy = Embed("x", 0),
            csv = Path.ChangeExtension(npy, ".csv");
        File.WriteAllText(csv, File.ReadAllText(csv).Replace(",square", ",box", StringComparison.Ordinal));

        var result = Train(npy).Done();

        Assert.Contains("x.csv was changed since 'embed' wrote it", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CsvInAnotherOrder_IsRefused()
    {
        string npy = Embed("x", 0),
            csv = Path.ChangeExtension(npy, ".csv");
        string[] lines = File.ReadAllLines(csv);
        File.WriteAllLines(csv, [lines[0], lines[2], lines[1], .. lines[3..]]);

        Train(npy).Refused(3, "x.csv", "Run 'embed' again");
    }

    [Fact]
    public void Train_EmbeddingsWithoutASeal_AreTaken()
    {
        string npy = Embeddings.Write(_folder, "own");

        Train(npy).Done();
        _folder.Write("own.json", """{"name":"mine","dimension":6}""");
        Train(npy).Done();
    }

    [Trait("Speed", "Slow")]
    [Fact]
    public void Embed_KilledAtAnyInstant_LeavesTheOldThreeOrAMixThatIsRefused()
    {
        const int Kills = 12,
            MostTries = 60;
        string[] sources = [Source(0), Source(1)];
        string target = Embed("x", 0);
        var states = new[] { 0, 1 }.Select(i => Contents(Embed($"known{i}", i))).ToArray();
        var clock = Stopwatch.StartNew();
        Embed("timed", 1);
        var whole = clock.Elapsed;
        var random = new Random(11);
        int kills = 0;
        for (int tries = 0; tries < MostTries && kills < Kills; tries++)
        {
            using var process = Tool.Start(
                null,
                new Dictionary<string, string>(),
                ["embed", "--images", sources[tries % 2], "--output", target, "--no-cache"]
            );
            // Most of the time goes by before the first byte is written.
            if (!process.WaitForExit(whole * (0.6 + 0.5 * random.NextDouble())))
            {
                process.Kill();
                process.WaitForExit();
                kills++;
            }
            var found = Contents(target);
            if (!states.Any(state => state.SequenceEqual(found)))
                Train(target).Refused(3, "Run 'embed' again");
        }
        Assert.True(kills > 0, "no run was killed");
    }

    // Every state that a killed run can leave, whatever the clock: the first so many of three files renamed.
    [Fact]
    public void Train_AnyNumberOfFilesRenamed_IsTheOldTheNewOrRefused()
    {
        string first = Embed("x", 0),
            second = Embed("y", 1);
        for (int renamed = 1; renamed < s_extensions.Length; renamed++)
        {
            string extension = s_extensions[renamed - 1];
            File.Copy(Path.ChangeExtension(second, extension), Path.ChangeExtension(first, extension), overwrite: true);

            Train(first).Refused(3, "x.npy", "Run 'embed' again");
        }
        File.Copy(second, first, overwrite: true);
        Train(first).Done();
    }

    private ToolResult Train(string npy) =>
        Tool.Run("train", "--embeddings", npy, "--model", _folder.File("m.mlabels"), "--l2", "0.1");

    private string Embed(string name, int which)
    {
        string npy = _folder.File(name + ".npy");
        Tool.Run("embed", "--images", Source(which), "--output", npy).Done();
        return npy;
    }

    // The same number of files, other names and other classes.
    private string Source(int which)
    {
        string folder = Path.Combine(_folder.Path, $"in{which}");
        if (Directory.Exists(folder))
            return folder;
        string[] images = Directory.GetFiles(shapes.Images, "*.png", SearchOption.AllDirectories);
        Array.Sort(images, StringComparer.Ordinal);
        for (int i = 0; i < images.Length; i++)
        {
            bool isSquare = images[i].Contains("square", StringComparison.Ordinal) ^ which == 1;
            File.Copy(images[i], _folder.File($"in{which}", isSquare ? "square" : "circle", $"{which}-{i}.png"));
        }
        return folder;
    }

    private static string[] Contents(string npy) =>
        [.. s_extensions.Select(x => Convert.ToHexString(File.ReadAllBytes(Path.ChangeExtension(npy, x))))];
}
