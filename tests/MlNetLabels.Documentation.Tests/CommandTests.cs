using MlNetLabels.Cli;
using MlNetLabels.Testing;

namespace MlNetLabels.Documentation.Tests;

/// <summary>Every command of a document runs, in order, in a folder that holds what the documents name.</summary>
public sealed class CommandTests(ExampleFolder examples)
{
    public static TheoryData<string> WithCommands() =>
        new(Documents.All.Skip(1).Where(document => Documents.Commands(document).Length > 0));

    [Fact]
    public void Commands_OfReadme_AllWork() => Run(Documents.All[0]);

    [Theory]
    [Trait("Speed", "Slow")]
    [MemberData(nameof(WithCommands))]
    public void Commands_InOrder_AllWork(string document) => Run(document);

    private void Run(string document)
    {
        using var folder = examples.Copy();
        var environment = new Dictionary<string, string>
        {
            ["MLNETLABELS_CACHE"] = folder.File("cache.db"),
            ["XDG_CACHE_HOME"] = folder.File("home"),
        };
        foreach (string command in Documents.Commands(document))
            Tool.RunIn(folder.Path, environment, command.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Done();
    }

    [Fact]
    public void Commands_OfAllDocuments_UseEveryVerb()
    {
        string[] unused =
        [
            .. Program
                .CreateRoot()
                .Subcommands.Select(verb => verb.Name)
                .Except(Documents.All.SelectMany(Documents.Commands).Select(command => command.Split(' ')[0])),
        ];
        // metrics needs predictions of another system; label and serve do not end by themselves.
        Assert.Equal(["label", "metrics", "serve"], unused.Order(StringComparer.Ordinal));
    }
}
