using DuckDB.NET.Data;
using MlNetLabels.Testing;

namespace MlNetLabels.Engines.Tests;

/// <summary>An engine that is not ours reads the parts as they lie there.</summary>
public sealed class DuckDbTests : IDisposable
{
    private const int Images = 40,
        Dimension = 576;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Select_StatementOfTheDocuments_IsWhatPredictAnswers()
    {
        string list = Pictures.Write(_folder, Images),
            model = _folder.File("shapes.mlabels"),
            photos = _folder.File("photos");
        _folder.Write("photos/circle/broken.png", "none");
        File.AppendAllText(list, "circle/broken.png,circle\n");
        Tool.Run("train", "--data", photos, "--model", model, "--l2", "0.01", "--max-failures", "1").Done();
        foreach (string shard in new[] { "0/2", "1/2" })
            Tool.Run("predict", "--model", model, list, "--output", _folder.File("answers"), "--shard", shard).Done();
        Tool.Run("predict", "--model", model, photos, "--output", _folder.File("answers.csv")).Done();
        string sql = SqlOfTheDocuments();

        var table = Table(sql.Replace("answers/", $"{_folder.Path}/answers/", StringComparison.Ordinal));

        Assert.Equal(Images, table.Sum(row => row.Images));
        Assert.Equal(
            Table(sql.Replace("answers/part-*.parquet", _folder.File("answers.csv"), StringComparison.Ordinal)),
            table
        );
    }

    [Fact]
    public void Select_EmbeddingsAndReasons_AreThereWithTheirTypes()
    {
        string list = Pictures.Write(_folder, Images);
        _folder.Write("photos/circle/broken.png", "none");
        File.AppendAllText(list, "circle/broken.png,circle\n");
        foreach (string shard in new[] { "0/2", "1/2" })
            Tool.Run("embed", "--images", list, "--output", _folder.File("parts"), "--shard", shard).Done();

        string parts = $"'{_folder.Path}/parts/part-*.parquet'";
        var rows = Select(
            "SELECT count(*), count(embedding), min(len(embedding)), count(reason), max(row), any_value(typeof(embedding)) "
                + $"FROM {parts} WHERE row >= 0"
        );

        Assert.Equal([Images + 1L, (long)Images, (long)Dimension, 1L, (long)Images, "FLOAT[]"], Assert.Single(rows));
    }

    // Without the file that is none. Means of the same numbers in another order differ in their last digits.
    private static (object? Class, object? Verdict, long Images, double Score)[] Table(string sql) =>
        [
            .. Select(sql)
                .Where(row => row[1] is string { Length: > 0 })
                .Select(row => (row[0], row[1], (long)row[2]!, Math.Round((double)row[3]!, 9))),
        ];

    private static string SqlOfTheDocuments()
    {
        string text = File.ReadAllText(Path.Combine(SharedFiles.Repository, "docs", "clusters.md"));
        string[] parts = text.Split("```sql\n");
        Assert.Equal(2, parts.Length);
        return parts[1].Split("```")[0];
    }

    private static List<object?[]> Select(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
            rows.Add([
                .. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i)),
            ]);
        return rows;
    }
}
