using System.Diagnostics;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>
/// Folders as the world has them: what is in them is embedded or listed with its reason, and the run goes on.
/// </summary>
public sealed class NastyFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _image;

    public NastyFolderTests(Shapes shapes)
    {
        _image = File.ReadAllBytes(Path.Combine(shapes.Lines, "0.png"));
        _folder.Write("in/good.png", _image);
    }

    public void Dispose()
    {
        // .NET cannot delete what has a name that is no UTF-8.
        if (OperatingSystem.IsLinux())
            Shell("rm -rf in");
        _folder.Dispose();
    }

    [Fact]
    public void Embed_StrangeFiles_ListsEachWithItsReason()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes, and names that are no UTF-8, are made with Linux' tools.");
        _folder.Write("in/zero.jpg", new byte[4096]);
        _folder.Write("in/none.jpg", []);
        _folder.Write("in/really-a-png.jpg", _image);
        _folder.Write("in/folder.jpg/inner.png", _image);
        _folder.Write("in/picture.avif", "no AVIF");
        File.CreateSymbolicLink(_folder.File("in", "loop.jpg"), "loop.jpg");
        File.CreateSymbolicLink(_folder.File("in", "nowhere.jpg"), "gone.jpg");
        File.CreateSymbolicLink(_folder.File("in", "device.jpg"), "/dev/zero");
        File.CreateSymbolicLink(_folder.File("in", "to-pipe.jpg"), "pipe.jpg");
        Shell("""mkfifo in/pipe.jpg; cp in/good.png "in/$(printf 'caf\351.png')" """);

        var reasons = Skipped(out int images);

        Assert.Equal(3, images);
        Assert.Contains("not an image", reasons["zero.jpg"], StringComparison.Ordinal);
        Assert.Contains("not an image", reasons["picture.avif"], StringComparison.Ordinal);
        foreach (string empty in (string[])["none.jpg", "pipe.jpg", "to-pipe.jpg", "device.jpg"])
            Assert.Contains("empty, or no regular file", reasons[empty], StringComparison.Ordinal);
        Assert.Contains("cannot be read", reasons["loop.jpg"], StringComparison.Ordinal);
        Assert.Contains("leads nowhere", reasons["nowhere.jpg"], StringComparison.Ordinal);
        Assert.Contains("not valid UTF-8", reasons["caf\uFFFD.png"], StringComparison.Ordinal);
        Assert.Equal(9, reasons.Count);
    }

    [Fact]
    public void Embed_FolderWhoseNameIsNoUtf8_SaysWhatToDo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Such a name is made with Linux' tools.");
        Shell("""mkdir "in/$(printf 'caf\351')" """);

        Tool.Run("embed", "--images", _folder.File("in"), "--output", _folder.File("x.npy"))
            .Refused(3, "not valid UTF-8", "Rename it");
    }

    [Fact]
    public void Embed_UnreadableFile_ListsIt()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess,
            "Everything is readable for this user."
        );
        _folder.Write("in/secret.png", _image);
        Shell("chmod 000 in/secret.png");

        Assert.Contains("cannot be read", Skipped(out _)["secret.png"], StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_FileThatVanishedSinceItWasListed_ListsIt()
    {
        _folder.Write("list.csv", "file\nin/good.png\nin/gone.png\n");

        var json = Tool.Run("embed", "--images", _folder.File("list.csv"), "--output", _folder.File("x.npy"), "--json")
            .Json();

        Assert.Equal(1, json.GetProperty("images").GetInt32());
        Assert.Contains(
            "not found",
            json.GetProperty("skipped")[0].GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
    }

    private Dictionary<string, string> Skipped(out int images)
    {
        var result = Tool.Run("embed", "--images", _folder.File("in"), "--output", _folder.File("x.npy"), "--json");
        // libvips' own log is kept and not printed.
        Assert.DoesNotContain("VIPS", result.Error, StringComparison.Ordinal);
        var json = result.Json();
        images = json.GetProperty("images").GetInt32();
        return json.GetProperty("skipped")
            .EnumerateArray()
            .ToDictionary(
                file => Path.GetFileName(file.GetProperty("file").GetString()!),
                file => file.GetProperty("reason").GetString()!
            );
    }

    private void Shell(string script)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = _folder.Path }
        )!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
