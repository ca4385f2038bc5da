using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_FailsHalfWay_KeepsTheOldFileAndLeavesNothingBehind()
    {
        string path = _folder.Write("x", "old");

        Assert.Throws<InvalidOperationException>(() =>
            AtomicFile.Write(
                path,
                stream =>
                {
                    stream.Write("half"u8);
                    throw new InvalidOperationException();
                }
            )
        );

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Write_ReaderHasTheOldFileOpen_GoesOnReadingIt()
    {
        string path = _folder.Write("x", "old");
        using var reader = new StreamReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        );

        AtomicFile.WriteText(path, "new, and longer");

        Assert.Equal("old", reader.ReadToEnd());
        Assert.Equal("new, and longer", File.ReadAllText(path));
    }

    [Fact]
    public void WriteText_NewFolder_IsMade()
    {
        AtomicFile.WriteText(_folder.File("a", "b", "Größe.txt"), "ü");

        Assert.Equal("ü"u8.ToArray(), File.ReadAllBytes(_folder.File("a", "b", "Größe.txt")));
    }
}
