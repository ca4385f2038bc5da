using System.Globalization;

namespace MlNetLabels.Cli.Shards;

/// <summary>What is done of a shard that is not whole: a file for each group, written whole or not at all.</summary>
/// <param name="folder">The folder of parts.</param>
/// <param name="run">The run.</param>
/// <param name="shard">The shard.</param>
/// <param name="columns">Which columns there are.</param>
internal sealed class GroupFiles(ShardFolder folder, ShardRun run, Shard shard, PartColumns columns)
{
    /// <summary>The failures of a group that an earlier try, or another task, has written; null where there is none.</summary>
    public int? FailedOf(long number)
    {
        string path = folder.Group(shard, number);
        if (!File.Exists(path))
            return null;
        using (var group = Open(number))
            if (group.About(PartAbout.Run) == run.Id)
            {
                var rows = group.Read(0);
                return rows.Count - rows.Embedded;
            }
        // Of a run whose run.json somebody took away.
        File.Delete(path);
        return null;
    }

    public void Write(long number, PartRows rows, TimeSpan seconds)
    {
        var about = new Dictionary<string, string>
        {
            [PartAbout.Run] = run.Id,
            [PartAbout.Group] = number.ToString(CultureInfo.InvariantCulture),
            [PartAbout.Seconds] = seconds.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
        };
        ShardFolder.WriteOnce(
            folder.Group(shard, number),
            stream =>
            {
                using var writer = new PartWriter(stream, columns, about, isLasting: false);
                writer.Add(rows);
            }
        );
    }

    /// <summary>Puts the groups together as the shard's part, unless it is there.</summary>
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
                    using var group = Open(number);
                    writer.Add(group.Read(0));
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
            if (!File.Exists(folder.Group(shard, number)))
                return null;
            using var group = Open(number);
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

    private PartReader Open(long number) => new(folder.Group(shard, number), columns, run.Backbone.Dimension);
}
