using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using MlNetLabels.Testing;

namespace MlNetLabels.Caching.Tests;

/// <summary>A cache whose pages name one another so often that no walk over its rows would ever end.</summary>
public sealed class EndlessCacheTests : IDisposable
{
    private const int PageSize = 8192,
        Levels = 17,
        CellsAPage = 800;

    // Long enough to open a file, and nothing against the 800^17 rows.
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Verify_PagesNameOneAnother_EndsAndSaysSo()
    {
        string path = CacheRows.Make(_folder.File("embeddings.db"), 3);
        MakeEndless(path);

        var error = Assert.Throws<InvalidInputException>(() =>
            CacheMaintenance.Verify(path, s_most, TestContext.Current.CancellationToken)
        );

        Assert.Contains("takes longer than its size explains", error.Message, StringComparison.Ordinal);
        Assert.Contains("Delete it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StatementTime_Over_LetsLaterStatementsRun()
    {
        const string Endless =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0";
        using var connection = CacheFile.Open(
            CacheRows.Make(_folder.File("embeddings.db"), 3),
            DatabaseKind.Embeddings
        );

        using (new StatementTime(connection, s_most))
            Assert.Throws<SqliteException>(() => CacheFile.Number(connection, Endless));

        Assert.Equal(3, CacheFile.Number(connection, "SELECT count(*) FROM embedding"));
    }

    // SQLite's file format, "B-tree Pages": an interior page of a table is 0x05, the number of cells at 3, the last child
    // at 8, and each cell a child and a row's number.
    private static void MakeEndless(string path)
    {
        EmbeddingCacheTests.Execute(path, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
        int root;
        using (var connection = CacheFile.Open(path, DatabaseKind.Embeddings))
            root = (int)CacheFile.Number(connection, "SELECT rootpage FROM sqlite_schema WHERE name = 'embedding'");
        byte[] file = File.ReadAllBytes(path);
        int pages = file.Length / PageSize;
        Array.Resize(ref file, file.Length + Levels * PageSize);
        // The page that was the root ends the chain.
        int last = pages + Levels;
        file.AsSpan((root - 1) * PageSize, PageSize).CopyTo(file.AsSpan((last - 1) * PageSize));
        WriteInterior(file.AsSpan((root - 1) * PageSize, PageSize), pages + 1);
        for (int page = pages + 1; page < last; page++)
            WriteInterior(file.AsSpan((page - 1) * PageSize, PageSize), page + 1);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(28), last);
        File.WriteAllBytes(path, file);
    }

    private static void WriteInterior(Span<byte> page, int child)
    {
        const int Header = 12,
            Cell = 5;
        page.Clear();
        page[0] = 5;
        BinaryPrimitives.WriteUInt16BigEndian(page[3..], CellsAPage);
        BinaryPrimitives.WriteUInt16BigEndian(page[5..], PageSize - CellsAPage * Cell);
        BinaryPrimitives.WriteInt32BigEndian(page[8..], child);
        for (int i = 0; i < CellsAPage; i++)
        {
            int at = PageSize - (i + 1) * Cell;
            BinaryPrimitives.WriteUInt16BigEndian(page[(Header + 2 * i)..], (ushort)at);
            BinaryPrimitives.WriteInt32BigEndian(page[at..], child);
            page[at + 4] = 1;
        }
    }
}
