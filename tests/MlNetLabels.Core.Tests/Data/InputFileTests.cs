using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Core.Tests.Data;

/// <summary>What comes from outside is a regular file, text and numbers, or refused at the door.</summary>
public sealed class InputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "no such file")]
    [InlineData("gone", "no such file")]
    [InlineData("folder", "folder")]
    [InlineData("empty", "empty")]
    [InlineData("pipe", "a pipe or a device")]
    [InlineData("link-to-pipe", "a pipe or a device")]
    [InlineData("/dev/zero", "a pipe or a device")]
    [InlineData("/dev/stdin/x", "no such file")]
    [InlineData("a\0b", "zero")]
    public void Open_NoRegularFile_IsRefusedAtOnce(string name, string word)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes and devices are made with Linux' tools.");
        Directory.CreateDirectory(_folder.File("folder", "x"));
        _folder.Write("empty", "");
        using (var made = Process.Start("mkfifo", _folder.File("pipe")))
            made.WaitForExit();
        File.CreateSymbolicLink(_folder.File("link-to-pipe"), "pipe");
        string path = name.Length == 0 ? _folder.File("x", "y", "z") : Path.Combine(_folder.Path, name);

        var error = Assert.Throws<InvalidInputException>(() => InputFile.Open(path));

        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadBytes_LargerThanTheBound_IsRefused()
    {
        string path = _folder.Write("x", "12345");

        Assert.Equal("12345"u8.ToArray(), InputFile.ReadBytes(path, 5));
        Assert.Throws<InvalidInputException>(() => InputFile.ReadBytes(path, 4));
    }

    [Theory]
    [InlineData("a\nb\0c", 2)]
    [InlineData("a\nb\n\u00FF", 3)]
    public void ReadText_NoText_NamesTheLine(string latin, int line)
    {
        string path = _folder.Write("x", Encoding.Latin1.GetBytes(latin));

        Assert.Equal(line, Assert.Throws<InvalidInputException>(() => InputFile.ReadText(path, 100)).Line);
    }

    [Theory]
    [InlineData("\u00FF\u00D8\u00FF\0", "this is an image, and text is needed here.")]
    [InlineData("PK\u0003\u0004\0", "this is an archive, a spreadsheet or a trained model, and text is needed here.")]
    public void ReadText_FileOfAKnownKind_SaysWhatItIs(string latin, string words)
    {
        string path = _folder.Write("x", Encoding.Latin1.GetBytes(latin));

        Assert.EndsWith(
            words,
            Assert.Throws<InvalidInputException>(() => InputFile.ReadText(path, 100)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_WithoutThePermission_SaysWhatToDo()
    {
        string path = _folder.Write("x", "12345");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.SkipWhen(CanBeOpened(path), "The administrator may read everything.");

        Assert.EndsWith(
            "it may not be read: give yourself the permission (chmod u+r, or ask its owner).",
            Assert.Throws<InvalidInputException>(() => InputFile.Open(path)).Message,
            StringComparison.Ordinal
        );
    }

    private static bool CanBeOpened(string path)
    {
        try
        {
            File.OpenRead(path).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("""{"a":1,"b":[-1.5e-300,"ä\ud83d\ude00"]}""", true)]
    [InlineData("""{"a":1e999}""", false)]
    [InlineData("""{"a":[{"b":2},3,{"c":1e999}]}""", false)]
    [InlineData("""["\ud800"]""", false)]
    [InlineData("""{"\udc00":1}""", false)]
    [InlineData("""["\u0000"]""", false)]
    [InlineData("""["a]""", false)]
    [InlineData("", false)]
    public void Check_Json_HoldsValidTextsAndFiniteNumbers(string json, bool isRight)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);

        Assert.Equal(isRight, Record.Exception(() => InputJson.Check(bytes)) is null);
        if (!isRight)
            Assert.ThrowsAny<JsonException>(() => InputJson.Check(bytes));
    }

    [Fact]
    public void Check_JsonThatIsNoUtf8_IsRefused() =>
        Assert.ThrowsAny<JsonException>(() => InputJson.Check([(byte)'"', 0xC3, (byte)'"']));
}
