using System.Globalization;
using System.Security.Cryptography;
using MlNetLabels.Datasets.Archives;

namespace MlNetLabels.Cli.Shards;

/// <summary>
/// What is done of a shard that is not whole: a file for each group, written whole or not at all, Parquet with the
/// SHA-256 of its bytes behind it. One that a disk or a copy has changed since is taken away, and its rows are done again.
/// </summary>
/// <param name="folder">The folder of parts.</param>
/// <param name="run">The run.</param>
/// <param name="shard">The shard.</param>
/// <param name="columns">Which columns there are.</param>
/// <param name="note">Told what was taken away.</param>
internal sealed class GroupFiles(
    ShardFolder folder,
    ShardRun run,
    Shard shard,
    PartColumns columns,
    Action<string> note
)
{
    /// <summary>A group that an earlier try, or another task, has written; null where there is none.</summary>
    public PartRows? Read(long number)
    {
        using var group = Find(number);
        return group?.Read(0);
    }

    /// <summary>Takes one away, to be done again.</summary>
    public void Delete(long number)
    {
        if (Directory.Exists(folder.Groups(shard)))
            File.Delete(folder.Group(shard, number));
    }

    public void Write(long number, PartRows rows, TimeSpan seconds)
    {
        var about = new Dictionary<string, string>
        {
            [PartAbout.Run] = run.Id,
            [PartAbout.Group] = Text(number),
            [PartAbout.Seconds] = seconds.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
        };
        ShardFolder.WriteOnce(
            folder.Group(shard, number),
            stream =>
            {
                using (var writer = new PartWriter(stream, columns, about, isLasting: false))
                    writer.Add(rows);
                stream.Position = 0;
                stream.Write(SHA256.HashData(stream));
            }
        );
    }

    /// <summary>Puts the groups together as the shard's part, unless it is there.</summary>
    /// <exception cref="IOException">A group is not there.</exception>
    public void Assemble(long count)
    {
        Directory.CreateDirectory(folder.Groups(shard));
        var about = new Dictionary<string, string>
        {
            [PartAbout.Run] = run.Id,
            [PartAbout.Shard] = shard.ToString(),
            [PartAbout.Backbone] = PartAbout.Of(run.Backbone),
        };
        ShardFolder.WriteOnce(
            folder.Part(shard),
            stream =>
            {
                using var writer = new PartWriter(stream, columns, about);
                for (long number = 0; number < count; number++)
                {
                    writer.Add(
                        Read(number)
                            ?? throw new IOException(
                                $"{folder.Group(shard, number)} was there and is not any more: run the same call again."
                            )
                    );
                }
            },
            folder.Groups(shard)
        );
    }

    /// <summary>Seconds of work on all groups; null where one is gone.</summary>
    public double? Seconds(long count)
    {
        double seconds = 0;
        for (long number = 0; number < count; number++)
        {
            using var group = Find(number);
            if (group is null)
                return null;
            seconds += double.Parse(group.About(PartAbout.Seconds) ?? "0", CultureInfo.InvariantCulture);
        }
        return Math.Round(seconds, 3);
    }

    /// <summary>Takes them away, once the part is whole.</summary>
    public void Delete()
    {
        try
        {
            if (Directory.Exists(folder.Groups(shard)))
                Directory.Delete(folder.Groups(shard), recursive: true);
        }
        catch (IOException)
        {
            // Another task of the same shard is writing there; it cleans up when it finds the part whole.
        }
    }

    // Null where it is not there, or is none of this run's: of one whose run.json somebody took away.
    private PartReader? Find(long number)
    {
        string path = folder.Group(shard, number);
        try
        {
            if (!IsAsWritten(path))
                note($"{path} is damaged: its rows are done again.");
            else if (OfThisRun(path, number) is { } group)
                return group;
            File.Delete(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException) { }
        return null;
    }

    private PartReader? OfThisRun(string path, long number)
    {
        PartReader group;
        try
        {
            group = new(path, columns, run.Backbone.Dimension, behind: SHA256.HashSizeInBytes);
        }
        catch (InvalidInputException)
        {
            return null;
        }
        if (group.About(PartAbout.Run) == run.Id && group.About(PartAbout.Group) == Text(number))
            return group;
        group.Dispose();
        return null;
    }

    private static bool IsAsWritten(string path)
    {
        using var file = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);
        long length = RandomAccess.GetLength(file) - SHA256.HashSizeInBytes;
        var said = new byte[SHA256.HashSizeInBytes];
        return length > 0
            && RandomAccess.Read(file, said, length) == said.Length
            && SHA256.HashData(new FilePart(file, 0, length)).AsSpan().SequenceEqual(said);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
