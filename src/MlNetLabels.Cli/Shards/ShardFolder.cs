using System.Security.Cryptography;
using System.Text.Json;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Shards;

/// <summary>The folder of parts: what its files are called, and how they get there.</summary>
/// <param name="Path">The folder.</param>
internal sealed record ShardFolder(string Path)
{
    public const string GroupExtension = ".group";

    private const long MostBytes = 256 << 20;

    public string RunFile => In(ShardRun.FileName);

    public string List(ShardRun run) => In(run.List);

    public string Part(Shard shard) => In($"{shard.Name}.parquet");

    /// <summary>What says that a part is whole.</summary>
    public string Completion(Shard shard) => In($"{shard.Name}.json");

    /// <summary>Groups of a part that is not whole yet.</summary>
    public string Groups(Shard shard) => In($".{shard.Name}");

    /// <summary>
    /// A group of a part that is not whole yet. Not called .parquet, since some engines take what is so called from any
    /// folder.
    /// </summary>
    public string Group(Shard shard, long number) =>
        System.IO.Path.Combine(Groups(shard), $"{number:D8}{GroupExtension}");

    /// <summary>Makes sure, before long work, that parts can be written to a folder, which need not be there yet.</summary>
    /// <exception cref="SetUpException">It is a file.</exception>
    /// <exception cref="IOException">It cannot be written; the message says why.</exception>
    public static void CheckOutput(string folder)
    {
        if (File.Exists(folder))
            throw new SetUpException($"{folder} is a file, and shards are written to a folder: name one.");
        OutputPlace.CheckFolder(folder);
    }

    /// <summary>Whether a file lies in a folder of parts, of whichever run, and is called as one of its files.</summary>
    public static bool IsOwn(string path)
    {
        string name = System.IO.Path.GetFileName(path).ToLowerInvariant(),
            extension = System.IO.Path.GetExtension(name);
        return File.Exists(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, ShardRun.FileName))
            && (
                name == ShardRun.FileName
                || (name.StartsWith("list-", StringComparison.Ordinal) && extension == ".csv")
                || (name.StartsWith("part-", StringComparison.Ordinal) && extension is ".parquet" or ".json")
            );
    }

    /// <summary>
    /// Writes a file that is there whole or not at all. Where it is there already, that one stays: of tasks that do the same
    /// the first wins, and what others read never changes.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="meanwhile">Folder of the same file system to write it in; null for its own.</param>
    /// <returns>Whether it is this one.</returns>
    public static bool WriteOnce(string path, Action<Stream> write, string? meanwhile = null)
    {
        string temporary = TemporaryFiles.New(meanwhile ?? System.IO.Path.GetDirectoryName(path)!);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            return MoveOnce(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Puts a whole file in its place, unless one is there.</summary>
    public static bool MoveOnce(string temporary, string path)
    {
        try
        {
            // A hard link where the file system has them, which fails where something is there.
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Reads run.json; null where there is none.</summary>
    /// <exception cref="InvalidInputException">It is damaged, or of another version.</exception>
    public ShardRun? ReadRun()
    {
        if (!File.Exists(RunFile))
            return null;
        var run = Read(RunFile, ShardJson.Default.ShardRun);
        if (run.Format != ShardRun.OwnFormat)
            throw new InvalidInputException(
                RunFile,
                null,
                $"it is of format {run.Format}, and this program reads format {ShardRun.OwnFormat}."
            );
        return run.Id == run.ComputeId() && run.Pieces.Count == run.Shards
            ? run
            : throw new InvalidInputException(
                RunFile,
                null,
                "it was changed since the run began. Put it back, or begin in an empty folder."
            );
    }

    /// <summary>Reads run.json, which has to be there.</summary>
    public ShardRun Run() =>
        ReadRun()
        ?? throw new InvalidInputException(
            Path,
            null,
            $"there is no {ShardRun.FileName} in it, so this is no folder of parts."
        );

    /// <summary>What says that a shard of this run is whole; null where nothing does.</summary>
    public ShardCompletion? ReadCompletion(Shard shard) =>
        File.Exists(Completion(shard)) ? Read(Completion(shard), ShardJson.Default.ShardCompletion) : null;

    /// <summary>
    /// The same, where it can be read, is of this run, and the part beside it is the one that it is of; else null, and the
    /// shard is not whole.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="hashes">Whether the part is read for its hash; else its length alone is looked at.</param>
    public ShardCompletion? Whole(ShardRun run, Shard shard, bool hashes = true)
    {
        try
        {
            return ReadCompletion(shard) is { } said && said.Run == run.Id && IsAsSaid(Part(shard), said, hashes)
                ? said
                : null;
        }
        // Another task, which found it damaged, takes it away in this moment.
        catch (Exception error) when (error is InvalidInputException or FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether a part is there, and the file that was written.</summary>
    public static bool IsAsSaid(string part, ShardCompletion said, bool hashes)
    {
        var file = new FileInfo(part);
        return file.Exists && file.Length == said.Bytes && (!hashes || HashOf(part) == said.Sha256);
    }

    /// <summary>SHA-256 of a file, which others may take away meanwhile.</summary>
    public static string HashOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static T Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            byte[] json = InputFile.ReadBytes(path, MostBytes);
            InputJson.Check(json);
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(path, null, $"it is damaged ({InputJson.Reason(error)}).", error);
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
