namespace MlNetLabels;

/// <summary>
/// Something that came from outside (an image list, CSV, npy, model or configuration) is damaged, inconsistent or
/// missing. The message names the file and the place in it, and says what to do.
/// </summary>
public sealed class InvalidInputException : Exception
{
    // A cell may hold megabytes; what to do stands at the end.
    private const int MostStart = 1500,
        MostEnd = 300;

    /// <summary>A message without a file, for input that was not read from one.</summary>
    public InvalidInputException(string message, Exception? inner = null)
        : base(Shortened(message), inner) { }

    /// <summary>
    /// A message that starts with the file and, where <paramref name="line"/> is given, its 1-based line.
    /// </summary>
    public InvalidInputException(string file, int? line, string message, Exception? inner = null)
        : base(line is null ? $"{file}: {Shortened(message)}" : $"{file}({line}): {Shortened(message)}", inner)
    {
        File = file;
        Line = line;
    }

    /// <summary>The offending file, where there is one.</summary>
    public string? File { get; }

    /// <summary>The 1-based line in <see cref="File"/>, where there is one.</summary>
    public int? Line { get; }

    private static string Shortened(string message) =>
        message is { Length: > MostStart + MostEnd } ? $"{message[..MostStart]} ... {message[^MostEnd..]}" : message;
}
