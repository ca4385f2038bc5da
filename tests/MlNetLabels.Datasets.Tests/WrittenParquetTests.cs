using MlNetLabels.Data;

namespace MlNetLabels.Datasets.Tests;

/// <summary>Files of another writer (Written/README.md says which): what it wrote is what is read.</summary>
public sealed class WrittenParquetTests
{
    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF, 1],
        s_png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    [Theory]
    [InlineData("plain")]
    [InlineData("snappy")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public void Open_ClassesOfAnotherWriter_AreThoseWritten(string codec)
    {
        using var packed = PackedDataset.Open(Written($"classes-{codec}.parquet"));

        var data = packed.Dataset;
        Assert.Equal(TargetKind.Classes, data.Kind);
        Assert.Equal(["cat", "dog"], data.LabelNames);
        Assert.Equal([1, 0], data.Classes([0, 1]));
        Assert.Equal([s_jpeg, s_png], data.Rows.Select(row => File.ReadAllBytes(row.Path)));
        Assert.Contains("Left out 2 images that nobody labelled: what is on them is unknown.", data.Notes);
    }

    [Fact]
    public void Open_ListsOfAnotherWriter_TellNoLabelFromNoAnswer()
    {
        using var packed = PackedDataset.Open(Written("lists-snappy.parquet"));

        var data = packed.Dataset;
        Assert.Equal(["cat", "dog", "owl"], data.LabelNames);
        Assert.Equal(
            [
                [LabelState.Present, LabelState.Absent, LabelState.Present],
                [LabelState.Absent, LabelState.Absent, LabelState.Absent],
                [LabelState.Absent, LabelState.Present, LabelState.Absent],
            ],
            data.Rows.Select(row => row.Labels.ToArray())
        );
        Assert.Equal([s_jpeg, s_png, s_jpeg], data.Rows.Select(row => File.ReadAllBytes(row.Path)));
        Assert.Contains("Left out 1 image that nobody labelled: what is on them is unknown.", data.Notes);
    }

    private static string Written(string name) => Path.Combine(AppContext.BaseDirectory, "Written", name);
}
