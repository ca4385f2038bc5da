using System.Text.RegularExpressions;
using MlNetLabels.Testing;

namespace MlNetLabels.Documentation.Tests;

/// <summary>README and docs, and the code and commands in them.</summary>
internal static partial class Documents
{
    /// <summary>Paths in the repository, with forward slashes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "README.md",
        .. Directory
            .GetFiles(Path.Combine(SharedFiles.Repository, "docs"), "*.md")
            .Select(file => $"docs/{Path.GetFileName(file)}")
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string document) => File.ReadAllText(Path.Combine(SharedFiles.Repository, document));

    /// <summary>The fenced blocks of one language.</summary>
    public static string[] Blocks(string document, string language) =>
        [
            .. Fence()
                .Matches(Read(document))
                .Where(block => block.Groups[1].Value == language)
                .Select(block => block.Groups[2].Value),
        ];

    /// <summary>The lines of shell blocks that start the program, without its name and comments.</summary>
    public static string[] Commands(string document) =>
        [
            .. Blocks(document, "bash")
                .SelectMany(block => Command().Matches(block))
                .Select(command => command.Groups[1].Value),
        ];

    /// <summary>Links to files of the repository, relative to the document.</summary>
    public static string[] Links(string document) =>
        [
            .. Link()
                .Matches(Read(document))
                .Select(link => link.Groups[1].Value)
                .Where(link => !link.Contains("://", StringComparison.Ordinal)),
        ];

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^mlnet-labels ([^#\n]+?)\s*(?:#.*)?$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
