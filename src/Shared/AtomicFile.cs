namespace MlNetLabels.Data;

/// <summary>
/// Writes a file so that a reader sees the old content or the new, never a part, whenever the process may die. Several
/// at once: <see cref="OutputFiles"/>.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// Runs <paramref name="write"/> on a temporary file and puts it in the place of <paramref name="path"/>: see
    /// <see cref="OutputFiles"/>.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        using var files = new OutputFiles();
        files.Add(path, write);
        files.Complete();
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
