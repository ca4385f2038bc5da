using Microsoft.Data.Sqlite;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed class CacheCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Shapes _shapes;
    private readonly string _cache;

    public CacheCommandTests(Shapes shapes)
    {
        _shapes = shapes;
        _cache = _folder.File("größe.db");
        Tool.Run("embed", "--images", shapes.Lines, "--output", _folder.File("x.npy"), "--cache", _cache).Done();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Info_Cache_SaysWhereAndWhatItHolds()
    {
        var text = Tool.Run("cache", "info", "--cache", _cache).Done();
        var json = Tool.Run("cache", "info", "--cache", _cache, "--json").Json();

        Assert.StartsWith($"{_cache}: {Shapes.Strangers} embeddings, ", text.Out, StringComparison.Ordinal);
        foreach (string part in new[] { "mobilenet-v3-small", "libvips", "last used" })
            Assert.Contains(part, text.Out, StringComparison.Ordinal);
        Assert.Equal(
            (_cache, Shapes.Strangers),
            (json.GetProperty("path").GetString(), json.GetProperty("embeddings").GetInt32())
        );
        var group = Assert.Single(json.GetProperty("groups").EnumerateArray());
        Assert.Equal("mobilenet-v3-small", group.GetProperty("backbone").GetString());
    }

    [Fact]
    public void Info_NothingNamed_LooksAtTheUsualCache() =>
        Assert.Equal(
            _cache,
            Tool.RunIn(
                    null,
                    new Dictionary<string, string> { ["MLNETLABELS_CACHE"] = _cache },
                    "cache",
                    "info",
                    "--json"
                )
                .Json()
                .GetProperty("path")
                .GetString()
        );

    [Theory]
    [InlineData("info")]
    [InlineData("verify")]
    [InlineData("prune", "--max-size", "1GB")]
    public void Cache_NoneThere_SaysWhatToDo(string verb, params string[] options)
    {
        string missing = _folder.File("missing.db");

        Tool.Run(["cache", verb, "--cache", missing, .. options]).Refused(3, "missing.db", "no cache here");
        Tool.Run(["cache", verb, .. options]).Refused(3, "MLNETLABELS_CACHE", "--cache");
        Assert.False(File.Exists(missing));
    }

    [Fact]
    public void Verify_SoundCache_IsDone() =>
        Assert.Contains(
            $"{Shapes.Strangers} embeddings read, 0 damaged",
            Tool.Run("cache", "verify", "--cache", _cache).Done().Out,
            StringComparison.Ordinal
        );

    [Fact]
    public void Verify_DamagedEmbedding_IsCountedAndGivesExitCode3()
    {
        using (var connection = new SqliteConnection($"Data Source={_cache};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                "UPDATE embedding SET value = zeroblob(length(value)) WHERE id = (SELECT min(id) FROM embedding)";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var result = Tool.Run("cache", "verify", "--cache", _cache);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("1 damaged", result.Out, StringComparison.Ordinal);
        Assert.Contains("made again", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_CacheSize_KeepsTheCacheBelowIt()
    {
        string small = _folder.File("small.db");

        Tool.Run(
                "embed",
                "--images",
                _shapes.Images,
                "--output",
                _folder.File("y.npy"),
                "--cache",
                small,
                "--cache-size",
                "100KB"
            )
            .Done();

        var json = Tool.Run("cache", "info", "--cache", small, "--json").Json();
        Assert.InRange(json.GetProperty("bytes").GetInt64(), 1, 100_000);
        Assert.InRange(
            json.GetProperty("embeddings").GetInt32(),
            1,
            Directory.GetFiles(_shapes.Images, "*.png", SearchOption.AllDirectories).Length - 1
        );
    }

    [Fact]
    public void Prune_ByAgeAndSize_KeepsWhatMayStay()
    {
        var young = Tool.Run(
                "cache",
                "prune",
                "--cache",
                _cache,
                "--unused-days",
                "1",
                "--max-size",
                "1.5 GB",
                "--json"
            )
            .Json();
        var all = Tool.Run("cache", "prune", "--cache", _cache, "--max-size", "0").Done();

        Assert.Equal(
            (0, Shapes.Strangers),
            (young.GetProperty("deleted").GetInt32(), young.GetProperty("embeddings").GetInt32())
        );
        Assert.Contains($"deleted {Shapes.Strangers} embeddings, 0 left", all.Out, StringComparison.Ordinal);
    }
}
