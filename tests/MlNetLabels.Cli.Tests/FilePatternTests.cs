using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Words that name many files.</summary>
public sealed class FilePatternTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FilePatternTests()
    {
        foreach (string name in new[] { "p-8.tar", "p-9.tar", "p-10.tar", "p-08.tar", "p-09.tar", "q.tar", ".p-0.tar" })
            _folder.Write("in/" + name, "");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("p-{8..10}.tar", "p-8.tar,p-9.tar,p-10.tar")]
    [InlineData("p-{08..10}.tar", "p-08.tar,p-09.tar,p-10.tar")]
    [InlineData("{q,p-8}.tar", "q.tar,p-8.tar")]
    [InlineData("p-*.tar", "p-08.tar,p-09.tar,p-10.tar,p-8.tar,p-9.tar")]
    [InlineData("p-?.tar", "p-8.tar,p-9.tar")]
    [InlineData("{q,p-0*}.tar", "q.tar,p-08.tar,p-09.tar")]
    public void Files_Pattern_AreThoseInItsOrder(string pattern, string expected)
    {
        string full = _folder.File("in", pattern);

        Assert.True(FilePattern.Is(full));
        Assert.Equal(expected.Split(','), FilePattern.Files(full).Select(Path.GetFileName));
        Assert.Equal(_folder.File("in"), FilePattern.Folder(full));
    }

    [Theory]
    [InlineData("p-{8..12}.tar", "2 of the 5 files that it names are not there")]
    [InlineData("x*.tar", "no file is called so")]
    [InlineData("p-{8..", "no '}'")]
    [InlineData("p-{9..8}.tar", "no range")]
    [InlineData("p-{0..999999999}.tar", "no range")]
    [InlineData("p-{1..50000}{1..50000}.tar", "more than 100000")]
    [InlineData("*/p-8.tar", "in the last step")]
    public void Files_WhatNamesNothing_IsRefused(string pattern, string said)
    {
        var error = Assert.Throws<InvalidInputException>(() => FilePattern.Files(_folder.File("in", pattern)));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_FileThatIsReallyCalledSo_IsNone() =>
        Assert.False(FilePattern.Is(_folder.Write("photos {1}.tar", "")));
}
