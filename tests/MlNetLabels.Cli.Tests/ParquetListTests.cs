using MlNetLabels.Cli.Shards;
using MlNetLabels.Testing;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Cli.Tests;

/// <summary>Lists of paths as data engines write them.</summary>
public sealed class ParquetListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_ParquetOfPaths_IsTheListGroupByGroup()
    {
        string path = await Write("list.parquet", "path", ["a.png", "b,\"c\".png", "d.png"]);

        var list = ShardListReader.Open(path);

        Assert.Null(list.Ends);
        Assert.Equal(["label", "file", "age", "is"], list.Columns);
        Assert.Equal(
            [
                ["x0", "a.png", "0", "1"],
                ["", "b,\"c\".png", "1", "0"],
                ["x2", "d.png", "", "1"],
            ],
            list.Rows
        );
    }

    [Fact]
    public async Task Open_RowWithoutAPath_IsRefused()
    {
        string path = await Write("list.parquet", "file", ["a.png", null]);

        var error = Assert.Throws<InvalidInputException>(() => ShardListReader.Open(path).Rows.Count());

        Assert.Contains("row 1 of group 0 names no file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_EveryCut_IsRefused()
    {
        byte[] whole = await File.ReadAllBytesAsync(await Write("list.parquet", "file", ["a.png", "b.png"]), Token());
        for (int length = 4; length < whole.Length; length += 11)
        {
            string cut = _folder.Write("cut.parquet", whole[..length]);
            Assert.Throws<InvalidInputException>(() => ShardListReader.Open(cut).Rows.Count());
        }
    }

    private static CancellationToken Token() => TestContext.Current.CancellationToken;

    // Groups of two rows.
    private async Task<string> Write(string name, string column, string?[] files)
    {
        var schema = new ParquetSchema(
            new DataField<string>("label", nullable: true),
            new DataField<string>(column, nullable: true),
            new DataField<long>("age", nullable: true),
            new DataField<bool>("is")
        );
        string path = _folder.File(name);
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, file, cancellationToken: Token());
        int at = 0;
        foreach (string?[] rows in files.Chunk(2))
        {
            int first = at;
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(
                schema.DataFields[0],
                rows.Select((_, i) => first + i == 1 ? null : $"x{first + i}").ToArray()!
            );
            await group.WriteAsync(schema.DataFields[1], rows!);
            await group.WriteAsync<long>(
                schema.DataFields[2],
                rows.Select((_, i) => first + i == 2 ? null : (long?)(first + i)).ToArray().AsMemory(),
                cancellationToken: Token()
            );
            await group.WriteAsync<bool>(
                schema.DataFields[3],
                rows.Select((_, i) => first + i != 1).ToArray().AsMemory(),
                cancellationToken: Token()
            );
            at += rows.Length;
        }
        return path;
    }
}
