using System.Diagnostics;
using System.IO.Compression;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>What an archive is unpacked to is gone when the run is over, however it ends.</summary>
public sealed class UnpackedRunTests(Shapes shapes) : IDisposable
{
    // A run that works begins to unpack within seconds.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_FromAnArchive_LeavesNothing()
    {
        ZipFile.CreateFromDirectory(shapes.Images, _folder.File("shapes.zip"));

        Run("train", "--data", _folder.File("shapes.zip"), "--l2", "0.01", "--model", _folder.File("m.mlabels")).Done();

        Assert.Empty(Left());
    }

    [Theory]
    [InlineData("folders", "../outside.png")]
    [InlineData("coco", "circle/1.png")]
    public void Train_FromAnArchiveThatIsRefused_LeavesNothing(string format, string more)
    {
        ZipFile.CreateFromDirectory(shapes.Images, _folder.File("shapes.zip"));
        using (var zip = ZipFile.Open(_folder.File("shapes.zip"), ZipArchiveMode.Update))
            zip.CreateEntry(more + "x");

        Run(
                "train",
                "--data",
                _folder.File("shapes.zip"),
                "--data-format",
                format,
                "--model",
                _folder.File("m.mlabels")
            )
            .Refused(3, "shapes.zip");

        Assert.Empty(Left());
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Embed_InterruptedWhileUnpacking_LeavesNothing(string signal)
    {
        Assert.SkipUnless(File.Exists("/bin/kill"), "There is no kill.");
        Assert.SkipWhen(
            signal == "INT" && IsInterruptIgnored(),
            "Shells let what they run in the background ignore it."
        );
        // Large enough to be met on the way.
        using (var zip = ZipFile.Open(_folder.File("large.zip"), ZipArchiveMode.Create))
            for (int i = 0; i < 20_000; i++)
                zip.CreateEntryFromFile(
                    Path.Combine(shapes.Lines, "0.png"),
                    $"cats/{i}.png",
                    CompressionLevel.NoCompression
                );
        using var process = Tool.Start(
            null,
            Environment(),
            "embed",
            "--images",
            _folder.File("large.zip"),
            "--output",
            _folder.File("x.npy"),
            "--no-cache"
        );
        var clock = Stopwatch.StartNew();
        while (Left().Length == 0 && !process.HasExited && clock.Elapsed < s_limit)
            Thread.Sleep(10);

        using var kill = Process.Start("/bin/kill", [$"-{signal}", $"{process.Id}"]);
        var result = Tool.Finish(process);

        Assert.Equal(ExitCode.Cancelled, result.ExitCode);
        Assert.Empty(Left());
        Assert.False(File.Exists(_folder.File("x.npy")));
    }

    // Children inherit it.
    private static bool IsInterruptIgnored() =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status")
            .FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))
            is { } line
        && (Convert.ToUInt64(line["SigIgn:".Length..].Trim(), 16) & 0b10) != 0;

    private ToolResult Run(params string[] arguments) => Tool.RunIn(null, Environment(), arguments);

    private Dictionary<string, string> Environment() => new() { ["TMPDIR"] = _folder.File("tmp", ".")[..^1] };

    private string[] Left() => Directory.GetDirectories(_folder.File("tmp", "."), "mlnetlabels-data-*");
}
