using System.Collections.Concurrent;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>
/// A zip or tar archive is read in place, with nothing written; what a tar.gz is unpacked to is gone when the run is over,
/// however it ends.
/// </summary>
public sealed class ArchiveRunTests(Shapes shapes) : IDisposable
{
    // A run that works begins to unpack within seconds.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("zip", false)]
    [InlineData("tar", false)]
    [InlineData("tar.gz", true)]
    public void Train_FromAnArchive_WritesAndLeavesWhatItMust(string kind, bool isUnpacked)
    {
        string archive = Pack(kind);
        using var watcher = new FileSystemWatcher(_folder.File("tmp", "."));
        var made = new ConcurrentBag<string>();
        watcher.Created += (_, change) => made.Add(change.Name ?? "");
        watcher.EnableRaisingEvents = true;

        Run("train", "--data", archive, "--l2", "0.01", "--model", _folder.File("m.mlabels")).Done();

        Assert.Empty(Left());
        // Reports of what was made come a little later.
        SpinWait.SpinUntil(() => made.Any(IsOurs) || !isUnpacked, s_limit);
        Assert.Equal(isUnpacked, made.Any(IsOurs));
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public void Embed_AnArchive_GivesTheBytesOfItsFolder(string kind)
    {
        foreach (string images in new[] { shapes.Images, Pack(kind) })
            Run("embed", "--images", images, "--output", _folder.File(Path.GetFileName(images) + ".npy"), "--no-cache")
                .Done();

        byte[] Embeddings(string name) => File.ReadAllBytes(_folder.File(name + ".npy"));
        Assert.Equal(Embeddings(Path.GetFileName(shapes.Images)), Embeddings("shapes." + kind));
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    public void Import_AnArchive_CopiesItsImagesAndLinksNone(string kind)
    {
        string archive = Pack(kind),
            output = _folder.File("out");

        Run("data", "import", archive, "--output", output, "--link").Refused(3, "nothing can link to them");
        Run("data", "import", archive, "--output", output).Done();

        Assert.All(
            Directory.EnumerateFiles(shapes.Images, "*", SearchOption.AllDirectories),
            image =>
                Assert.Equal(
                    File.ReadAllBytes(image),
                    File.ReadAllBytes(Path.Combine(output, Path.GetRelativePath(shapes.Images, image)))
                )
        );
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
        using (var packed = new GZipStream(File.Create(_folder.File("large.tar.gz")), CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed))
            for (int i = 0; i < 20_000; i++)
                tar.WriteEntry(Path.Combine(shapes.Lines, "0.png"), $"cats/{i}.png");
        using var process = Tool.Start(
            null,
            Environment(),
            "embed",
            "--images",
            _folder.File("large.tar.gz"),
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

    private string Pack(string kind)
    {
        string path = _folder.File("shapes." + kind);
        if (kind == "zip")
            ZipFile.CreateFromDirectory(shapes.Images, path);
        else if (kind == "tar")
            TarFile.CreateFromDirectory(shapes.Images, path, includeBaseDirectory: false);
        else
        {
            using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
            TarFile.CreateFromDirectory(shapes.Images, packed, includeBaseDirectory: false);
        }
        return path;
    }

    private static bool IsOurs(string name) => name.StartsWith("mlnetlabels-data-", StringComparison.Ordinal);

    private ToolResult Run(params string[] arguments) => Tool.RunIn(null, Environment(), arguments);

    private Dictionary<string, string> Environment() => new() { ["TMPDIR"] = _folder.File("tmp", ".")[..^1] };

    private string[] Left() => Directory.GetDirectories(_folder.File("tmp", "."), "mlnetlabels-data-*");
}
