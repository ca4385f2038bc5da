using System.Globalization;
using System.Security.Cryptography;

namespace MlNetLabels.Cli.Shards;

/// <summary>One of the tar, zip and Parquet files of a run, and by what it shows that another lies in its place.</summary>
/// <param name="Name">Relative to the run's folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Modified">When it was last written.</param>
/// <param name="Sample">SHA-256 of a megabyte of it, in pieces from its beginning to its end; of all of a shorter one.</param>
internal sealed record PackedFile(string Name, long Bytes, DateTime Modified, string Sample)
{
    private const int Pieces = 16,
        Piece = 1 << 16;

    public static PackedFile Of(string name, string path)
    {
        var file = new FileInfo(path);
        // Before the sample: what is written meanwhile shows as a change.
        var (bytes, modified) = (file.Length, file.LastWriteTimeUtc);
        return new(name, bytes, modified, SampleOf(path));
    }

    /// <summary>What shows that a file is another one; null where nothing does.</summary>
    /// <remarks>Copies of one file on many nodes may have other times, so only where these differ does the sample decide.</remarks>
    public string? DifferenceTo(string path)
    {
        var file = new FileInfo(path);
        if (file.Length != Bytes)
            return string.Create(CultureInfo.InvariantCulture, $"it had {Bytes} bytes, and now {file.Length}");
        return file.LastWriteTimeUtc == Modified || SampleOf(path) == Sample ? null : "its content is another one";
    }

    private static string SampleOf(string path)
    {
        using var file = File.OpenHandle(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long last = Math.Max(0, RandomAccess.GetLength(file) - Piece);
        var buffer = new byte[Piece];
        for (int i = 0; i < Pieces; i++)
        {
            // Short files are read one piece behind the other.
            long at = last < (Pieces - 1) * Piece ? (long)i * Piece : last * i / (Pieces - 1);
            hash.AppendData(buffer, 0, RandomAccess.Read(file, buffer, at));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
