using System.IO.Compression;
using MlNetLabels.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Datasets.Tests;

/// <summary>The format that is insisted on, of what is packed.</summary>
public sealed class FormatTests : IDisposable
{
    private static readonly DatasetOptions s_parquet = new() { Format = "parquet" };

    private readonly TemporaryFolder _folder = new();

    public FormatTests()
    {
        _folder.Write("cats/1.jpg", "a");
        _folder.Write("dogs/1.jpg", "b");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Formats_All_AreThoseOfFilesAndParquet() =>
        Assert.Equal([.. DatasetOptions.Formats, "parquet"], PackedDataset.Formats);

    [Fact]
    public void Open_FoldersBesideParquet_AreTakenWhereAskedFor()
    {
        Add("extra.parquet");

        using var looked = PackedDataset.Open(_folder.Path);
        using var folders = PackedDataset.Open(_folder.Path, new DatasetOptions { Format = "folders" });
        using var parquet = PackedDataset.Open(_folder.Path, s_parquet);

        Assert.Equal(["cat", "dog"], looked.Dataset.LabelNames);
        Assert.Equal(["cats", "dogs"], folders.Dataset.LabelNames);
        Assert.Equal(["cat", "dog"], parquet.Dataset.LabelNames);
    }

    [Theory]
    [InlineData("parquet", "cats")]
    [InlineData("parquet", "cats/1.jpg")]
    [InlineData("coco", "extra.parquet")]
    public void Open_OfAnotherFormat_IsRefused(string format, string path)
    {
        Add("extra.parquet");

        var error = Assert.Throws<InvalidInputException>(() =>
            PackedDataset.Open(_folder.File(path), new DatasetOptions { Format = format })
        );

        Assert.Contains("Parquet file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhatIsNotThere_SaysSo() =>
        Assert.Contains(
            "no such file",
            Assert.Throws<InvalidInputException>(() => PackedDataset.Open(_folder.File("nowhere"), s_parquet)).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(null)]
    [InlineData("parquet")]
    public void Open_ParquetAloneInAnArchive_IsRead(string? format)
    {
        Add("one/extra.parquet");
        ZipFile.CreateFromDirectory(_folder.File("one"), _folder.File("one.zip"));

        using var packed = PackedDataset.Open(_folder.File("one.zip"), new DatasetOptions { Format = format });

        Assert.Equal(["cat", "dog"], packed.Dataset.LabelNames);
        Assert.Equal(_folder.File("one.zip"), packed.Dataset.Source);
    }

    [Fact]
    public void Open_ArchiveWithoutTheFormatAskedFor_IsRefused()
    {
        ZipFile.CreateFromDirectory(_folder.File("cats"), _folder.File("cats.zip"));

        foreach (string format in new[] { "parquet", "coco" })
            Assert.StartsWith(
                _folder.File("cats.zip"),
                Assert
                    .Throws<InvalidInputException>(() =>
                        PackedDataset.Open(_folder.File("cats.zip"), new DatasetOptions { Format = format })
                    )
                    .Message,
                StringComparison.Ordinal
            );
    }

    private void Add(string name) =>
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Written", "classes-snappy.parquet"), _folder.File(name));
}
