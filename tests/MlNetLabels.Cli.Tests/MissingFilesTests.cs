using System.Globalization;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>A list of a million files that are not there: each a row with its reason, and none of them held.</summary>
public sealed class MissingFilesTests : IDisposable
{
    private const int Rows = 1_000_000;

    // Of which the program itself takes nearly all; a million names and reasons alone were more than this.
    private const long MostBytes = 500_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public void Embed_MillionMissingFiles_IsBoundedAndNamesEach()
    {
        string name = new('x', 120);
        using (var list = new StreamWriter(_folder.File("list.txt")))
            for (int i = 0; i < Rows; i++)
                list.Write(string.Create(CultureInfo.InvariantCulture, $"missing/{name}/{i}.jpg\n"));
        using var process = Tool.Start(
            null,
            new Dictionary<string, string>(),
            "embed",
            "--images",
            _folder.File("list.txt"),
            "--output",
            _folder.File("parts"),
            "--shard",
            "0/1"
        );
        long peak = 0;
        while (!process.WaitForExit(200))
        {
            process.Refresh();
            if (!process.HasExited)
                peak = Math.Max(peak, process.PeakWorkingSet64);
        }

        var result = Tool.Finish(process);

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{peak / 1e6:f0} MB at most")
        );
        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.InRange(peak, 1, MostBytes);
        Assert.Contains("1000000 rows, 1000000 of them failed", result.Out, StringComparison.Ordinal);
        Assert.Contains(
            "1000000: not found",
            Tool.Run("shards", "check", _folder.File("parts")).Done().Out,
            StringComparison.Ordinal
        );
    }
}
