using System.Runtime.CompilerServices;

namespace MlNetLabels.Testing;

/// <summary>
/// Code of a test that the README shows word for word, so that what readers copy is compiled and run.
/// </summary>
public static class ReadmeCode
{
    private const string Begin = "        // README: begin\n",
        End = "        // README: end\n",
        Indent = "        ";

    /// <summary>
    /// The calling file's lines between <c>// README: begin</c> and <c>// README: end</c>, as a block of the README.
    /// </summary>
    public static string Block([CallerFilePath] string testFile = "")
    {
        string source = File.ReadAllText(
            Path.Combine(
                SharedFiles.Repository,
                "tests",
                Path.GetFileName(Path.GetDirectoryName(testFile))!,
                Path.GetFileName(testFile)
            )
        );
        int from = source.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            to = source.IndexOf(End, StringComparison.Ordinal);
        return $"```csharp\n{string.Join('\n', source[from..to].Split('\n').Select(line => line.StartsWith(Indent, StringComparison.Ordinal) ? line[Indent.Length..] : line.Trim()))}```";
    }

    /// <summary>
    /// Runs code in a folder and gives what it printed. Only where nothing else runs beside it: folder and console
    /// belong to the process.
    /// </summary>
    public static string Run(string folder, Action code)
    {
        string before = Environment.CurrentDirectory;
        var console = Console.Out;
        using var output = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            Environment.CurrentDirectory = folder;
            Console.SetOut(output);
            code();
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
        }
        return output.ToString();
    }

    /// <summary>The README.</summary>
    public static string Readme => File.ReadAllText(Path.Combine(SharedFiles.Repository, "README.md"));
}
