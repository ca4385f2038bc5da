namespace MlNetLabels.Documentation.Tests;

/// <summary>Every C# block compiles as pasted, and does what its document says.</summary>
[Collection(nameof(SnippetTests))]
[CollectionDefinition(nameof(SnippetTests), DisableParallelization = true)]
public sealed class SnippetTests(ExampleFolder examples)
{
    public static TheoryData<string, int> Blocks()
    {
        var all = new TheoryData<string, int>();
        foreach (string document in Documents.All)
            for (int i = 0; i < Documents.Blocks(document, "csharp").Length; i++)
                all.Add(document, i);
        return all;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_AsPasted_Compiles(string document, int block) =>
        Snippet.Compile(Documents.Blocks(document, "csharp")[block]);

    [Fact]
    public void Pipeline_OfTheReadme_TakesFewerThan25Lines() =>
        Assert.InRange(
            Documents.Blocks("README.md", "csharp")[0].Split('\n').Count(line => line.Trim().Length > 0),
            1,
            24
        );

    [Theory]
    [InlineData("README.md", 0, "accuracy 100.0%")]
    [InlineData("docs/getting-started.md", 0, "Class: circle")]
    [InlineData("docs/getting-started.md", 1, "Class: circle")]
    [InlineData("docs/ml-net.md", 0, "accuracy 100.0%")]
    [InlineData("docs/ml-net.md", 1, "mean average precision 1.00")]
    [InlineData("docs/retraining.md", 0, "run 0001: accuracy 100.0%")]
    [InlineData("docs/cache.md", 0, "40 embeddings, 0 of them remembered")]
    public void Block_OnTwoClassesOfDrawings_Prints(string document, int block, string first)
    {
        using var folder = examples.Copy();
        string output = Snippet.Run(Documents.Blocks(document, "csharp")[block], folder.Path);
        Assert.StartsWith(first, output, StringComparison.Ordinal);
    }
}
