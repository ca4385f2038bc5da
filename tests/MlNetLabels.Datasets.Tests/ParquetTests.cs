using MlNetLabels.Data;
using MlNetLabels.Testing;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Datasets.Tests;

/// <summary>Parquet files as Hugging Face writes them: image as a struct of bytes and path, numbers of named classes.</summary>
public sealed class ParquetTests : IDisposable
{
    private const string Features = """
        {"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["cat", "dog"], "_type": "ClassLabel"},
         "labels": {"feature": {"names": ["cat", "dog", "owl"], "_type": "ClassLabel"}, "_type": "Sequence"}}}}
        """;

    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF, 1],
        s_png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_ClassesByNumber_AreNamedAndUnknownOnesLeftOut()
    {
        await Write("data/train-00000-of-00001.parquet", [s_jpeg, s_png, s_png], [1, 0, -1]);
        await Write("data/test-00000-of-00001.parquet", [s_png], [1]);

        using var packed = PackedDataset.Open(_folder.Path);

        var data = packed.Dataset;
        Assert.Equal(TargetKind.Classes, data.Kind);
        Assert.Equal(["cat", "dog"], data.LabelNames);
        Assert.Equal([1, 1, 0], data.Classes([0, 1, 2]));
        Assert.Equal([Split.Test, Split.Train, Split.Train], data.Rows.Select(row => row.Split));
        Assert.Equal(s_jpeg, await File.ReadAllBytesAsync(data.Rows[1].Path, TestContext.Current.CancellationToken));
        Assert.EndsWith(".jpg", data.Rows[1].Path, StringComparison.Ordinal);
        Assert.Contains("Left out 1 image that nobody labelled: what is on them is unknown.", data.Notes);
    }

    [Fact]
    public async Task Open_ListsOfLabels_AreLabelSets()
    {
        var labels = new ListField("labels", new DataField<int>("element", nullable: true));
        var image = new StructField("image", new DataField<byte[]>("bytes"), new DataField<string>("path"));
        var schema = new ParquetSchema(image, labels);
        string path = _folder.File("set.parquet");
        await using (var file = File.Create(path))
        await using (
            var writer = await ParquetWriter.CreateAsync(
                schema,
                file,
                cancellationToken: TestContext.Current.CancellationToken
            )
        )
        {
            writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = Features };
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(schema.DataFields[0], new byte[][] { s_png, s_jpeg });
            await group.WriteAsync(schema.DataFields[1], new string[] { "a.png", "b.jpg" });
            await group.WriteAsync<int>(
                schema.DataFields[2],
                new int?[] { 0, 2, 1 }.AsMemory(),
                new int[] { 0, 1, 0 }.AsMemory(),
                cancellationToken: TestContext.Current.CancellationToken
            );
        }

        using var packed = PackedDataset.Open(path);

        Assert.Equal(["cat", "dog", "owl"], packed.Dataset.LabelNames);
        Assert.Equal([LabelState.Present, LabelState.Absent, LabelState.Present], packed.Dataset.Rows[0].Labels);
        Assert.Equal([LabelState.Absent, LabelState.Present, LabelState.Absent], packed.Dataset.Rows[1].Labels);
    }

    [Fact]
    public async Task Open_ClassBeyondTheNames_IsRefused()
    {
        string path = await Write("set.parquet", [s_png], [7]);

        Assert.Contains(
            "2 are named",
            Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Open_ColumnsThatAreNotThere_AreNamed()
    {
        string path = await Write("set.parquet", [s_png], [1]);

        var error = Assert.Throws<InvalidInputException>(() =>
            PackedDataset.Open(path, new DatasetOptions { LabelColumn = "kind" })
        );

        Assert.Contains("Found: image, label", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_EveryCutOfAFile_IsRefusedOrRead()
    {
        string path = await Write("set.parquet", [s_png, s_jpeg], [1, 0]);
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        for (int length = 4; length < whole.Length; length += 7)
        {
            await File.WriteAllBytesAsync(path, whole[..length], TestContext.Current.CancellationToken);
            Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path));
        }
    }

    [Fact]
    public async Task Open_RowsWithoutBytes_AreNamedAndShiftNothing()
    {
        string path = await Write("set.parquet", [null, s_jpeg, null, s_png], [1, 0, 1, 1]);

        using var packed = PackedDataset.Open(path);

        var data = packed.Dataset;
        Assert.Equal([s_jpeg, s_png], data.Rows.Select(row => File.ReadAllBytes(row.Path)));
        Assert.Equal(["cat", "dog"], data.LabelNames);
        Assert.Equal([0, 1], data.Classes([0, 1]));
        Assert.Equal(["0000001.jpg", "0000003.png"], data.Rows.Select(row => row.File));
        Assert.Contains(
            "Left out 2 rows without an image (0, 2). Only images whose bytes are in the file are read.",
            data.Notes
        );
    }

    [Fact]
    public async Task Open_NoBytesAtAll_SaysSo()
    {
        string path = await Write("set.parquet", [null, null], [1, 0]);

        Assert.Contains(
            "the bytes of its images do not lie in it",
            Assert.Throws<InvalidInputException>(() => PackedDataset.Open(path)).Message,
            StringComparison.Ordinal
        );
    }

    private async Task<string> Write(string name, byte[]?[] images, long[] labels)
    {
        var image = new StructField("image", new DataField<byte[]>("bytes"), new DataField<string>("path"));
        var label = new DataField<long>("label");
        var schema = new ParquetSchema(image, label);
        string path = _folder.File(name);
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(
            schema,
            file,
            cancellationToken: TestContext.Current.CancellationToken
        );
        writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = Features };
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(schema.DataFields[0], images!);
        await group.WriteAsync(schema.DataFields[1], images.Select((_, i) => $"{i}.png").ToArray());
        await group.WriteAsync<long>(
            schema.DataFields[2],
            labels.AsMemory(),
            cancellationToken: TestContext.Current.CancellationToken
        );
        return path;
    }
}
