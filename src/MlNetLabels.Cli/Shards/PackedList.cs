using MlNetLabels.Data;
using MlNetLabels.Datasets;

namespace MlNetLabels.Cli.Shards;

/// <summary>
/// The images of tar, zip and Parquet files as rows, a file after another and never more than the index of one held:
/// <c>photos-000.tar/1.jpg</c>. What of a file cannot be read is a row, too, which the file's own name stands in.
/// </summary>
/// <param name="source">As the user named them.</param>
/// <param name="folder">What names are relative to.</param>
/// <param name="files">Full paths.</param>
/// <param name="note">Told what was left out; null for nobody.</param>
internal sealed class PackedList(string source, string folder, IReadOnlyList<string> files, Action<string>? note)
{
    private readonly List<(long Rows, PackedFile File)> _read = [];
    private readonly LeftOutFiles _others = new();
    private int _links;

    /// <summary>The list.</summary>
    public ShardListReader Open()
    {
        string? label = files.Select(LabelOf).FirstOrDefault(x => x.IsReadable).Label;
        return new(label is null ? ["file"] : ["file", label], folder, Rows(label is not null))
        {
            Ends = EndsOf,
            Files = () => [.. _read.Select(x => x.File)],
        };
    }

    /// <summary>How a row is called that leads to a file itself, or into it.</summary>
    /// <remarks>With slashes; a backslash is a part of a name but on Windows.</remarks>
    public static string NameOf(string folder, string path) =>
        Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');

    private IEnumerable<string[]> Rows(bool haveLabels)
    {
        long images = 0;
        string? first = null;
        foreach (string file in files)
        {
            string name = NameOf(folder, file);
            var now = PackedFile.Of(name, file);
            using var packed = PackedImages.Open(file);
            long rows = 0;
            foreach (var image in packed.List())
            {
                if (!packed.AreImages && !IsImage(Path.Combine(file, image.Name)))
                {
                    // Classes are read, and stand in their column.
                    if (!haveLabels || Path.GetExtension(image.Name) != ".cls")
                        _others.Add($"{name}/{image.Name}");
                    continue;
                }
                rows++;
                yield return Row($"{name}/{image.Name}", image.Label);
            }
            images += rows;
            if (rows == 0 && packed.Damage is null && files.Count > 1)
                note?.Invoke($"{name}: there is no image in it");
            if (packed.Damage is { } damage)
            {
                first ??= damage;
                rows++;
                note?.Invoke($"{name}: {damage}. The list has a row of it, which fails.");
                yield return Row(name, null);
            }
            _links += packed.LeftOut;
            _read.Add((rows, now));
        }
        if (images == 0)
            throw new InvalidInputException(source, null, $"{first ?? "there are no images in it"}.");
        if (_others.Count > 0)
            note?.Invoke($"{source}: {_others}");
        if (_links > 0)
            note?.Invoke($"{source}: left out {Counted.Of(_links, "link or device", "links and devices")}");

        string[] Row(string file, string? label) => haveLabels ? [file, label ?? ""] : [file];
    }

    /// <summary>
    /// Where each shard ends: files are whole, and go by the middle of their bytes, so that no shard is further from its
    /// share than one file.
    /// </summary>
    private long[] EndsOf(int shards)
    {
        var ends = new long[shards];
        Int128 total = _read.Sum(x => x.File.Bytes),
            before = 0;
        foreach (var (rows, file) in _read)
        {
            int shard = total == 0 ? 0 : (int)Int128.Min(shards - 1, (2 * before + file.Bytes) * shards / (2 * total));
            ends[shard] += rows;
            before += file.Bytes;
        }
        for (int i = 1; i < shards; i++)
            ends[i] += ends[i - 1];
        return ends;
    }

    private static (bool IsReadable, string? Label) LabelOf(string file)
    {
        using var packed = PackedImages.Open(file);
        return (packed.IsReadable, packed.LabelColumn);
    }

    // What WebDataset puts beside images is not opened to see that it is none.
    private static bool IsImage(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is not (".cls" or ".json" or ".txt" or ".npy" or ".pth")
        && ImageFiles.IsImage(path);
}
