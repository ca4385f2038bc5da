using System.Diagnostics;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>Output does no harm: to what is there, to links, devices and pipes, and to other files of the same run.</summary>
public sealed class OutputFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Complete_SecondFails_LeavesTheFirstAsItWas()
    {
        string first = _folder.Write("first", "old");
        using (var files = new OutputFiles())
        {
            files.Add(first, "new");
            Assert.ThrowsAny<IOException>(() => files.Add(_folder.Path, "a folder"));
        }

        Assert.Equal("old", File.ReadAllText(first));
        Assert.Equal([first], Directory.GetFileSystemEntries(_folder.Path));

        AtomicFile.WriteText(first, "new");
        Assert.Equal("new", File.ReadAllText(first));
    }

    [Fact]
    public void Write_LongestName_Works()
    {
        string path = _folder.File(new string('n', 251) + ".npy");

        AtomicFile.WriteText(path, "x");

        Assert.Equal("x", File.ReadAllText(path));
    }

    [Fact]
    public void Write_FileWithAMode_KeepsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are looked at with Linux' tools.");
        string path = _folder.Write("x", "old");
        Shell($"chmod 640 '{path}'");

        AtomicFile.WriteText(path, "new");

        Assert.Equal(("640", "new"), (Shell($"stat -c %a '{path}'"), File.ReadAllText(path)));
    }

    [Fact]
    public void Write_FileOfAnotherOwner_KeepsTheOwner()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "Only root gives files to others."
        );
        string path = _folder.Write("x", "old");
        Shell($"chown 1234:2345 '{path}'");

        AtomicFile.WriteText(path, "new");

        Assert.Equal("1234:2345", Shell($"stat -c %u:%g '{path}'"));
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_Link_ReplacesWhatItLeadsTo(bool isThere)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        string target = _folder.File("to", "x"),
            link = _folder.File("link");
        if (isThere)
            File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, Path.Combine("to", "x"));

        AtomicFile.WriteText(link, "new");

        Assert.Equal(Path.Combine("to", "x"), new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(target));
    }

    [Fact]
    public void Write_Device_IsWrittenThrough()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Devices are Linux'.");
        string before = Shell("stat -c '%F %t %T %a' /dev/null");

        AtomicFile.WriteText("/dev/null", "nothing");

        Assert.Equal(before, Shell("stat -c '%F %t %T %a' /dev/null"));
        Assert.ThrowsAny<IOException>(() => AtomicFile.WriteText("/dev/full", "too much"));
    }

    [Fact]
    public async Task Write_Pipe_GivesItsReaderAllOfIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        string pipe = _folder.File("pipe"),
            text = string.Concat(Enumerable.Repeat("0123456789", 20_000));
        Shell($"mkfifo '{pipe}'");
        var read = Task.Run(() => File.ReadAllText(pipe), TestContext.Current.CancellationToken);

        AtomicFile.WriteText(pipe, text);

        Assert.Equal(text, await read);
        Assert.Equal([pipe], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("folder", "folder")]
    [InlineData("file/x", "no folder")]
    [InlineData("folder/../../x\0y", "zero")]
    public void Check_NotToBeWritten_SaysWhy(string name, string word)
    {
        _folder.File("folder", "x");
        _folder.Write("file", "x");

        var error = Assert.ThrowsAny<Exception>(() => OutputPlace.Check(_folder.Path + "/" + name));

        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_DeviceThatIsNotThere_SaysSo()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Devices have names of their own elsewhere.");

        var error = Assert.Throws<IOException>(() => OutputPlace.Check("/dev/nothing/model.mlabels"));

        Assert.Contains("no such device", error.Message, StringComparison.Ordinal);
        OutputPlace.Check("/dev/null");
        OutputPlace.Check("/dev/stdout");
    }

    [Fact]
    public void Check_FolderThatTakesNoFile_SaysSo()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess,
            "Every folder takes files from this user."
        );
        string closed = Directory.CreateDirectory(_folder.File("closed")).FullName;
        Shell($"chmod 500 '{closed}'");

        Assert.Throws<IOException>(() => OutputPlace.Check(Path.Combine(closed, "y")));
    }

    [Fact]
    public void Check_NewFileInANewFolder_LeavesNoTrace()
    {
        OutputPlace.Check(Path.Combine(_folder.Path, "a", "b", "c.json"));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private static string Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true })!;
        string said = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return said.Trim();
    }
}
