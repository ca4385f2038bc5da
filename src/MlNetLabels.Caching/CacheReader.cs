using Microsoft.Data.Sqlite;

namespace MlNetLabels.Caching;

/// <summary>One thread's connection to look embeddings up.</summary>
internal sealed class CacheReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _key;

    public CacheReader(string path)
    {
        _connection = CacheFile.OpenToRead(path, DatabaseKind.Embeddings);
        _command = _connection.CreateCommand();
        _command.CommandText = "SELECT id, used, value FROM embedding WHERE key = $key";
        _key = _command.Parameters.Add("$key", SqliteType.Blob);
    }

    /// <summary>
    /// Copies the embedding of a key, if there is a sound one; where it is stored and when it was last used.
    /// </summary>
    public bool TryRead(byte[] key, Span<float> embedding, out long id, out DateTimeOffset used)
    {
        (id, used) = (0, default);
        _key.Value = key;
        using var reader = _command.ExecuteReader();
        if (!reader.Read() || !CacheValue.TryOpen(key, reader.GetFieldValue<byte[]>(2), embedding))
            return false;
        (id, used) = (reader.GetInt64(0), CacheTime.From(reader.GetInt64(1)));
        return true;
    }

    public void Dispose()
    {
        _command.Dispose();
        _connection.Dispose();
    }
}
