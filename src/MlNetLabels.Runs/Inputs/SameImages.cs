using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>
/// Whether images of another kind are images of the data, byte for byte and whatever they are called: told before the
/// work, since what is of the data is of no other kind. Only files of equal length are read.
/// </summary>
/// <param name="data">The data's own files.</param>
internal sealed class SameImages(IEnumerable<string> data)
{
    private readonly ILookup<long, string> _byLength = data.ToLookup(LengthOf);

    private readonly Dictionary<string, string?> _hashes = [];

    /// <summary>How many of these files are among the data.</summary>
    /// <param name="files">The images of a set.</param>
    /// <param name="matters">Whether an image of this SHA-256 matters; null for all.</param>
    public int Count(IEnumerable<string> files, Func<string, bool>? matters) =>
        files.Count(file =>
            LengthOf(file) is >= 0 and var length
            && _byLength[length].ToList() is [_, ..] own
            && HashOf(file) is { } hash
            && own.Exists(x => HashOf(x) == hash)
            && matters?.Invoke(hash) != false
        );

    // What is not there, or cannot be read, is told in its turn.
    private static long LengthOf(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true } found ? found.Length : -1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return -1;
        }
    }

    private string? HashOf(string file) =>
        _hashes.TryGetValue(file, out string? known) ? known : _hashes[file] = InputFile.TryHash(file);
}
