using System.Text.RegularExpressions;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Every mlnet-labels command of the README runs, in order, in a folder that holds what it names.</summary>
public sealed partial class ReadmeCommandTests(Shapes shapes)
{
    [Trait("Speed", "Slow")]
    [Fact]
    public void Commands_OnSmallDrawings_AllWork()
    {
        using var folder = new TemporaryFolder();
        Copy(shapes.Images, folder.File("photos"));
        Copy(shapes.Lines, folder.File("others"));
        Copy(shapes.Lines, folder.File("inbox"));
        Copy(folder.File("photos", "circle"), folder.File("prints", "building"));
        Copy(folder.File("photos", "square"), folder.File("prints", "coat"));
        Copy(shapes.Lines, folder.File("prints", "people"));
        string[] listed =
        [
            .. Directory
                .GetFiles(folder.File("photos"), "*.png", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];
        folder.Write(
            "labels.csv",
            "file,round,blue\n"
                + string.Concat(
                    listed.Select(f =>
                        $"{Path.GetRelativePath(folder.Path, f)},{(f.Contains("circle", StringComparison.Ordinal) ? "1,0" : "0,1")}\n"
                    )
                )
        );

        folder.Write("gates.json", """{ "minAccuracy": 0, "maxSkippedFiles": "1%" }""");

        string[] commands =
        [
            .. Command()
                .Matches(File.ReadAllText(Path.Combine(SharedFiles.Repository, "README.md")))
                .Select(m => m.Groups[1].Value),
        ];

        var environment = new Dictionary<string, string> { ["MLNETLABELS_CACHE"] = folder.File("cache.db") };
        Assert.True(commands.Length >= 8, $"only {commands.Length} commands were found in the README");
        foreach (string command in commands)
            Cli.RunIn(folder.Path, environment, command.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Done();
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    // A line of a shell block; what stands behind a # is for people.
    [GeneratedRegex(@"^mlnet-labels ([^#\n]+?)\s*(?:#.*)?$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
