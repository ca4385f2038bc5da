using MlNetLabels.Cli.Shards;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

/// <summary>Rows as Parquet, and back.</summary>
public sealed class PartFileTests : IDisposable
{
    private const int Dimension = 3;

    // Names that mean something to Parquet's paths.
    private static readonly PartColumns s_columns = PartColumns.Of(
        new("m", "0", ["a.b", "größe"], ["c/d", "a.b"], null)
    );

    private static readonly Dictionary<string, string> s_about = new() { [PartAbout.Run] = "run" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        string path = Write("a.parquet", Rows(0, 4), Rows(4, 1), Rows(5, 2));

        using var reader = new PartReader(path, s_columns, Dimension);

        Assert.Equal((3, "run"), (reader.Groups, reader.About(PartAbout.Run)));
        foreach (var (number, expected) in new[] { (0, Rows(0, 4)), (1, Rows(4, 1)), (2, Rows(5, 2)) })
        {
            var rows = reader.Read(number);
            Assert.Equal((expected.First, expected.Count), (rows.First, rows.Count));
            Assert.Equal(expected.Files, rows.Files);
            Assert.Equal(expected.Sha256, rows.Sha256);
            Assert.Equal(expected.Reasons, rows.Reasons);
            Assert.Equal(expected.Embeddings.ToArray(), rows.Embeddings.ToArray());
            Assert.Equal(expected.Texts, rows.Texts);
            Assert.Equal(expected.Numbers, rows.Numbers);
        }
    }

    [Fact]
    public void Write_TheSameRows_GivesTheSameBytes() =>
        Assert.Equal(
            File.ReadAllBytes(Write("a.parquet", Rows(0, 50), Rows(50, 50))),
            File.ReadAllBytes(Write("b.parquet", Rows(0, 50), Rows(50, 50)))
        );

    [Fact]
    public void Read_NoRows_HasNoGroups()
    {
        using var reader = new PartReader(Write("a.parquet"), s_columns, Dimension);

        Assert.Equal(0, reader.Groups);
    }

    [Fact]
    public void Read_CutAnywhere_IsRefusedByName()
    {
        byte[] whole = File.ReadAllBytes(Write("a.parquet", Rows(0, 4)));
        for (int length = 0; length < whole.Length; length += 37)
        {
            string path = _folder.Write("cut.parquet", whole[..length]);

            var error = Assert.Throws<InvalidInputException>(() =>
            {
                using var reader = new PartReader(path, s_columns, Dimension);
                reader.Read(0);
            });
            Assert.Equal(path, error.File);
        }
    }

    [Fact]
    public void Read_EmbeddingsOfAnotherLength_AreRefused()
    {
        using var reader = new PartReader(Write("a.parquet", Rows(0, 4)), s_columns, Dimension + 1);

        Assert.Contains(
            "not all 4 numbers long",
            Assert.Throws<InvalidInputException>(() => reader.Read(0)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Open_PartOfAnotherModel_IsRefused() =>
        Assert.Contains(
            "columns are not those of the run",
            Assert
                .Throws<InvalidInputException>(() =>
                    new PartReader(Write("a.parquet", Rows(0, 1)), PartColumns.Of(model: null), Dimension)
                )
                .Message,
            StringComparison.Ordinal
        );

    // Every third row failed.
    private static PartRows Rows(long first, int count)
    {
        bool[] failed = [.. Enumerable.Range(0, count).Select(i => (first + i) % 3 == 1)];
        var rows = new PartRows(s_columns, first, count, Dimension)
        {
            Embeddings = Enumerable.Range(0, failed.Count(x => !x) * Dimension).Select(k => (k - first) / 7f).ToArray(),
        };
        for (int i = 0; i < count; i++)
        {
            rows.Files[i] = $"größe {first + i}.png";
            rows.Sha256[i] = failed[i] ? null : $"{first + i:x64}";
            rows.Reasons[i] = failed[i] ? "it is \"empty\"\n" : null;
            foreach (string?[] texts in rows.Texts)
                texts[i] = failed[i] ? null : $"t{i % 2}";
            foreach (double?[] numbers in rows.Numbers)
                numbers[i] = failed[i] ? null : first + i / 3.0;
        }
        return rows;
    }

    private string Write(string name, params PartRows[] groups)
    {
        string path = _folder.File(name);
        using var stream = new FileStream(path, FileMode.Create);
        using var writer = new PartWriter(stream, s_columns, s_about);
        foreach (var rows in groups)
            writer.Add(rows);
        return path;
    }
}
