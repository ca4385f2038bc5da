using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MlNetLabels.Data.Formats;

/// <summary>JSON files of datasets: within a bound, checked, and of a declared form.</summary>
internal static class JsonInput
{
    // The annotation of the largest public sets takes half of it.
    public const long MostBytes = 1_000_000_000;

    public static ReadOnlySpan<byte> Bytes(string path)
    {
        ReadOnlySpan<byte> bytes = InputFile.ReadBytes(path, MostBytes);
        return bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
    }

    /// <summary>Where a file stops to be JSON; null where it is JSON to its end.</summary>
    public static string? Damage(string path)
    {
        try
        {
            InputJson.Check(Bytes(path));
            return null;
        }
        catch (JsonException error)
        {
            return Damage(error);
        }
    }

    /// <summary>The same of an error that was met.</summary>
    public static string Damage(JsonException error) =>
        $"this is no JSON, or it is cut off: {InputJson.Reason(error)} Export or save it again from the tool that wrote it.";

    /// <summary>Reads a file as what it should be.</summary>
    public static T Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var bytes = Bytes(path);
            InputJson.Check(bytes);
            return JsonSerializer.Deserialize(bytes, type) ?? throw new JsonException("it is null");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException(
                path,
                error is JsonException { LineNumber: { } line } ? (int)line + 1 : null,
                $"the JSON is damaged or of another form: {InputJson.Reason(error)} Export it again.",
                error
            );
        }
    }
}
