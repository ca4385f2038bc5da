using System.Formats.Tar;
using System.IO.Compression;
using MlNetLabels.Testing;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Cli.Tests;

/// <summary>Writes tar, zip and Parquet files of images.</summary>
internal static class PackedShards
{
    private const string Features = """
        {"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["circle", "square"], "_type": "ClassLabel"}}}}
        """;

    /// <summary>Writes a tar as WebDataset has it: beside each image its class, and a text.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="images">Names and contents.</param>
    /// <param name="label">The class of each; null for none.</param>
    public static string Tar(
        TemporaryFolder folder,
        string name,
        IEnumerable<(string Name, byte[] Content)> images,
        Func<string, string>? label = null
    )
    {
        string path = folder.File(name);
        using var tar = new TarWriter(File.Create(path), TarEntryFormat.Pax);
        foreach (var (image, content) in images)
        {
            Add(tar, image, content);
            if (label is null)
                continue;
            Add(tar, Path.ChangeExtension(image, ".cls"), System.Text.Encoding.UTF8.GetBytes(label(image) + "\n"));
            Add(tar, Path.ChangeExtension(image, ".json"), "{}"u8.ToArray());
        }
        return path;
    }

    public static string Zip(TemporaryFolder folder, string name, IEnumerable<(string Name, byte[] Content)> images)
    {
        string path = folder.File(name);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (image, content) in images)
        {
            using var entry = zip.CreateEntry(image).Open();
            entry.Write(content);
        }
        return path;
    }

    /// <summary>Writes Parquet as Hugging Face has it, in groups of three rows; a null content lies elsewhere.</summary>
    public static async Task<string> Parquet(
        TemporaryFolder folder,
        string name,
        IReadOnlyList<(byte[]? Content, long Label)> images
    )
    {
        var token = TestContext.Current.CancellationToken;
        var image = new StructField("image", new DataField<byte[]>("bytes"), new DataField<string>("path"));
        var schema = new ParquetSchema(image, new DataField<long>("label"));
        string path = folder.File(name);
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: token);
        writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = Features };
        foreach (var rows in images.Chunk(3))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(schema.DataFields[0], rows.Select(x => x.Content!).ToArray());
            await group.WriteAsync(schema.DataFields[1], rows.Select((_, i) => $"{i}.png").ToArray());
            await group.WriteAsync<long>(
                schema.DataFields[2],
                rows.Select(x => x.Label).ToArray().AsMemory(),
                cancellationToken: token
            );
        }
        return path;
    }

    private static void Add(TarWriter tar, string name, byte[] content) =>
        tar.WriteEntry(
            new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = new MemoryStream(content),
                // Otherwise the time of the test would be in the bytes.
                ModificationTime = DateTimeOffset.UnixEpoch,
            }
        );
}
