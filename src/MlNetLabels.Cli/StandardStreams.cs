using System.Globalization;

namespace MlNetLabels.Cli;

/// <summary>
/// A process may be started with its standard streams closed. On Linux the runtime then opens files of its own under
/// their numbers, and what is written to stderr goes into a pipe by which it talks to itself, which ends the process.
/// </summary>
internal static class StandardStreams
{
    /// <summary>
    /// To be called first: what goes to a closed stderr is dropped, what goes to a closed stdout fails, and a closed stdin
    /// is empty.
    /// </summary>
    public static void Guard()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var open = Open();
        if (IsTheRuntimes(open, 0))
            Console.SetIn(TextReader.Null);
        if (IsTheRuntimes(open, 1))
            Console.SetOut(new ClosedOutput());
        if (IsTheRuntimes(open, 2))
            Console.SetError(TextWriter.Null);
    }

    /// <summary>
    /// Whether the file under a number was opened by this process: a pipe whose other end it holds itself, or what no
    /// shell would give.
    /// </summary>
    /// <param name="open">What each number stands for, and whether it is for reading alone.</param>
    /// <param name="number">0 to 2.</param>
    internal static bool IsTheRuntimes(IReadOnlyDictionary<int, (string Target, bool IsReadOnly)> open, int number)
    {
        if (!open.TryGetValue(number, out var file))
            return false;
        return file.Target.StartsWith("pipe:", StringComparison.Ordinal)
            ? open.Values.Any(other => other.Target == file.Target && other.IsReadOnly != file.IsReadOnly)
            : file.Target.StartsWith("/memfd:", StringComparison.Ordinal)
                || file.Target.StartsWith("anon_inode:", StringComparison.Ordinal)
                || file.Target.EndsWith(".dll", StringComparison.Ordinal);
    }

    private static Dictionary<int, (string Target, bool IsReadOnly)> Open()
    {
        var open = new Dictionary<int, (string, bool)>();
        try
        {
            foreach (var link in new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos())
                if (
                    int.TryParse(link.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                    && link.LinkTarget is { } target
                )
                    open[number] = (target, IsReadOnly(number));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nothing is known, so nothing is changed.
        }
        return open;
    }

    // "flags:	0100000" in octal digits, whose last two bits are 0 for reading alone.
    private static bool IsReadOnly(int number)
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{number}");
        string? flags = File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal))
            : null;
        return flags is { Length: > 0 } && (flags[^1] - '0') % 4 == 0;
    }

    private sealed class ClosedOutput : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => throw new IOException("Standard output is closed.");
    }
}
