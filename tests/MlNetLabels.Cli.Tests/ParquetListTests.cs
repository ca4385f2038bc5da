using MlNetLabels.Cli.Shards;
using MlNetLabels.Testing;
using Parquet;
using Parquet.File.Values.Primitives;
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

    [Fact]
    public async Task Open_EverySimpleType_IsCarriedAsText()
    {
        var at = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddMilliseconds(60);
        string path = await Write(
            "list.parquet",
            Text("file", "a.png"),
            Value<sbyte>("i1", -1),
            Value<byte>("u1", 255),
            Value<short>("i2", -2),
            Value<ushort>("u2", 65_535),
            Value("i4", -3),
            Value("u4", uint.MaxValue),
            Value("i8", long.MinValue),
            Value("u8", ulong.MaxValue),
            Value("f4", 1.5f),
            Value("f8", 0.1),
            Value("d", 1.50m),
            Value("b", true),
            Value("id", Guid.Empty),
            (new DateTimeDataField("day", DateTimeFormat.Date), Values(at.Date)),
            (
                new DateTimeDataField(
                    "time",
                    DateTimeFormat.Timestamp,
                    isAdjustedToUTC: false,
                    DateTimeTimeUnit.Micros
                ),
                Values(at)
            ),
            (new DateTimeDataField("utc", DateTimeFormat.DateAndTimeMicros, isAdjustedToUTC: true), Values(at)),
            (new TimeDataField("clock", TimeUnitPrecision.Micros), Values(3_723_500_000L))
        );

        var row = Assert.Single(ShardListReader.Open(path).Rows);

        Assert.Equal(
            [
                "a.png",
                .. "-1 255 -2 65535 -3 4294967295 -9223372036854775808 18446744073709551615 1.5 0.1".Split(' '),
                row[11],
                "1",
                Guid.Empty.ToString(),
                .. "2020-01-02 2020-01-02T03:04:05.06 2020-01-02T03:04:05.06Z 01:02:03.5".Split(' '),
            ],
            row
        );
        // How many zeros stand behind is the column's affair.
        Assert.StartsWith("1.5", row[11], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ColumnThatIsNoText_IsRefusedByName()
    {
        string path = await Write("list.parquet", Text("file", "a.png"), Value("during", new Interval(1, 2, 3)));

        var error = Assert.Throws<InvalidInputException>(() => ShardListReader.Open(path));

        Assert.Contains("column 'during' holds values of type Interval", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file", "blob", true)]
    [InlineData("file", "image", true)]
    [InlineData("path", "blob", true)]
    [InlineData("path", "content", false)]
    [InlineData("name", "blob", false)]
    public async Task Open_BytesBesideTexts_AreImagesOnlyWhereNothingNamesFiles(string texts, string bytes, bool isList)
    {
        string path = await Write(
            "list.parquet",
            Text(texts, "a.png"),
            (new DataField<byte[]>(bytes), (group, field) => group.WriteAsync(field, new byte[][] { [1, 2, 3] }))
        );
        var notes = new List<string>();

        var list = ShardListReader.Open(path, notes.Add);

        Assert.Equal(isList ? "a.png" : "list.parquet/00000000", Assert.Single(list.Rows)[0]);
        if (isList)
            Assert.Contains($"left out column '{bytes}'", Assert.Single(notes), StringComparison.Ordinal);
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

    private static (DataField, Func<ParquetRowGroupWriter, DataField, Task>) Text(string name, string value) =>
        (new DataField<string>(name), (group, field) => group.WriteAsync(field, new[] { value }));

    private static (DataField, Func<ParquetRowGroupWriter, DataField, Task>) Value<T>(string name, T value)
        where T : struct => (new DataField<T>(name), Values(value));

    private static Func<ParquetRowGroupWriter, DataField, Task> Values<T>(T value)
        where T : struct =>
        (group, field) => group.WriteAsync<T>(field, new[] { value }.AsMemory(), cancellationToken: Token());

    // One row.
    private async Task<string> Write(
        string name,
        params (DataField Field, Func<ParquetRowGroupWriter, DataField, Task> Cell)[] columns
    )
    {
        string path = _folder.File(name);
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(columns.Select(x => x.Field)),
            file,
            cancellationToken: Token()
        );
        using var group = writer.CreateRowGroup();
        foreach (var (field, cell) in columns)
            await cell(group, field);
        return path;
    }
}
