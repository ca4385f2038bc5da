using System.Text;

namespace MlNetLabels.Data;

/// <summary>
/// Files that appear together: all are written before the first takes its place, so that whatever fails leaves what was
/// there. Between the renames at the end a killed process leaves some old and some new, in the order given.
/// </summary>
internal sealed class OutputFiles : IDisposable
{
    private readonly List<(OutputPlace Place, string Temporary)> _written = [];

    /// <summary>
    /// Runs <paramref name="write"/> on a temporary file and flushes it to disk. Its folder is made where it is missing.
    /// </summary>
    /// <param name="path">
    /// A file to replace, whose owner and mode stay; a link, whose target is replaced; or a pipe or device, which gets
    /// the bytes.
    /// </param>
    /// <param name="write">Writes the content to a stream that can seek.</param>
    public void Add(string path, Action<Stream> write)
    {
        var place = OutputPlace.Find(path);
        string temporary = place.NewTemporary();
        _written.Add((place, temporary));
        using var stream = place.Create(temporary);
        write(stream);
        stream.Flush(flushToDisk: place.IsFile);
    }

    /// <summary>The same for text, as UTF-8 without a byte order mark.</summary>
    public void Add(string path, string text) => Add(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Puts all in their places, in the order added.</summary>
    public void Complete()
    {
        foreach (var (place, temporary) in _written)
            place.Take(temporary);
    }

    /// <summary>Takes away what did not get to its place.</summary>
    public void Dispose()
    {
        foreach (var (_, temporary) in _written)
            File.Delete(temporary);
    }
}
