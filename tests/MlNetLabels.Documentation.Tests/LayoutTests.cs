using MlNetLabels.Testing;

namespace MlNetLabels.Documentation.Tests;

/// <summary>Lines of code fit beside each other; the build's own rule lets some long strings pass.</summary>
public sealed class LayoutTests
{
    private const int Longest = 140;

    [Fact]
    public void Lines_OfEveryFile_AreShort()
    {
        var tooLong =
            from folder in new[] { "src", "tests", "bench", "eng" }
            from file in Directory.EnumerateFiles(
                Path.Combine(SharedFiles.Repository, folder),
                "*.cs",
                SearchOption.AllDirectories
            )
            where
                !file.Contains(
                    $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                    StringComparison.Ordinal
                )
            from line in File.ReadLines(file).Select((text, i) => (Text: text, Number: i + 1))
            where line.Text.Length > Longest
            select $"{file}:{line.Number}";
        Assert.Empty(tooLong);
    }
}
