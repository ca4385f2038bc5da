using System.Text.RegularExpressions;
using MlNetLabels.Testing;

namespace MlNetLabels.Documentation.Tests;

/// <summary>What documents point at is there.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> All() => new(Documents.All);

    [Theory]
    [MemberData(nameof(All))]
    public void Links_ToFiles_LeadSomewhere(string document)
    {
        string folder = Path.GetDirectoryName(Path.Combine(SharedFiles.Repository, document))!;
        Assert.All(
            Documents.Links(document),
            link =>
            {
                string[] parts = link.Split('#');
                string target = parts[0].Length == 0 ? document : Path.Combine(folder, parts[0]);
                Assert.True(Path.Exists(Path.Combine(SharedFiles.Repository, target)), $"{document}: {link}");
                if (parts is [_, var anchor])
                    Assert.Contains(anchor, Headings().Matches(File.ReadAllText(target)).Select(Anchor));
            }
        );
    }

    [Theory]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/contributing.md")]
    [InlineData("docs/backbones.md")]
    public void Paths_InCode_AreThere(string document)
    {
        var paths = SourcePaths().Matches(Documents.Read(document)).Select(path => path.Groups[1].Value);
        Assert.All(
            paths,
            path =>
            {
                string full = Path.Combine(SharedFiles.Repository, path);
                bool found = path.Contains('*', StringComparison.Ordinal)
                    ? Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(full)!, Path.GetFileName(full)).Any()
                    : Path.Exists(full);
                Assert.True(found, $"{document}: {path}");
            }
        );
    }

    [Fact]
    public void Readme_FitsTheFirstVisit() => Assert.InRange(Documents.Read("README.md").Split('\n').Length, 1, 150);

    private static string Anchor(Match heading) =>
        Punctuation().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"`((?:src|tests|bench|eng|models|data|\.ci)/[^`\s]+)`")]
    private static partial Regex SourcePaths();
}
