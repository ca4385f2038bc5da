using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using MlNetLabels.Embedding;
using MlNetLabels.Shared;

namespace MlNetLabels.Caching;

/// <summary>A prediction as a row: time in milliseconds since 1970, the answer in JSON, little-endian single precision.</summary>
internal static class LogRow
{
    /// <summary>In the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns = "id, time, model, version, caller, answer, embedding, image";

    public const string Insert = """
        INSERT INTO prediction(time, model, version, caller, verdict, class, answer, embedding, image)
        VALUES ($time, $model, $version, $caller, $verdict, $class, $answer, $embedding, $image)
        """;

    // Ids are names, not documents.
    private const int MostOfAnId = 200;

    public static void Fill(SqliteCommand command, LoggedPrediction entry)
    {
        var prediction = entry.Prediction;
        (string, object?)[] values =
        [
            ("$time", entry.Time.ToUnixTimeMilliseconds()),
            ("$model", entry.Model),
            ("$version", entry.Version),
            ("$caller", entry.Id is { Length: > MostOfAnId } id ? id[..MostOfAnId] : entry.Id),
            ("$verdict", prediction.Verdict.ToString()),
            ("$class", prediction.Class),
            ("$answer", JsonSerializer.Serialize(prediction, PredictionNames.Default.Prediction)),
            ("$embedding", MemoryMarshal.AsBytes(entry.Embedding.Span).ToArray()),
            ("$image", entry.Image?.ToArray()),
        ];
        command.Parameters.Clear();
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
    }

    /// <exception cref="InvalidInputException">The row is damaged.</exception>
    public static LoggedPrediction Read(SqliteDataReader row)
    {
        byte[] embedding = row.GetFieldValue<byte[]>(6);
        try
        {
            return new LoggedPrediction
            {
                Number = row.GetInt64(0),
                Time = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
                Model = row.GetString(2),
                Version = row.GetString(3),
                Id = row.IsDBNull(4) ? null : row.GetString(4),
                Prediction = JsonSerializer.Deserialize(row.GetString(5), PredictionNames.Default.Prediction)!,
                Embedding = MemoryMarshal.Cast<byte, float>(embedding).ToArray(),
                Image = row.IsDBNull(7) ? default(ReadOnlyMemory<byte>?) : row.GetFieldValue<byte[]>(7),
            };
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentOutOfRangeException)
        {
            throw new InvalidInputException($"row {row.GetInt64(0)} of the log is damaged ({error.Message}).", error);
        }
    }
}
