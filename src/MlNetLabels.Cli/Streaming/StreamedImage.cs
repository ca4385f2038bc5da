using System.Text;
using System.Text.Json;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Streaming;

/// <summary>
/// One line of stdin: a path, or a JSON object with <c>path</c> or with <c>image</c> (a file's bytes in base64); what its
/// member <c>id</c> holds comes back with the answer.
/// </summary>
/// <param name="Id">As it was written; null for none.</param>
/// <param name="Path">The file; null where the bytes are given.</param>
/// <param name="Image">The bytes; null where the file is named.</param>
/// <param name="Problem">Why it is no image; null where it may be one.</param>
internal sealed record StreamedImage(JsonElement? Id, string? Path, byte[]? Image, string? Problem)
{
    /// <param name="line">The line, which is not blank.</param>
    public static StreamedImage Of(string line)
    {
        if (line.Contains('\0', StringComparison.Ordinal))
            return new(
                null,
                null,
                null,
                "the line holds a zero byte: give a path a line, or an image in base64 in JSON"
            );
        if (!line.StartsWith('{'))
            return new(null, line, null, null);
        try
        {
            byte[] json = Encoding.UTF8.GetBytes(line);
            InputJson.Check(json);
            using var document = JsonDocument.Parse(json);
            return Of(document.RootElement);
        }
        catch (JsonException error)
        {
            return new(null, null, null, $"the line is no JSON object ({InputJson.Reason(error)})");
        }
    }

    private static StreamedImage Of(JsonElement line)
    {
        JsonElement? id = line.TryGetProperty("id", out var given) ? given.Clone() : null;
        bool hasPath = line.TryGetProperty("path", out var path),
            hasImage = line.TryGetProperty("image", out var image);
        if (hasPath == hasImage)
            return new(id, null, null, "the line has to have either 'path' or 'image'");
        if (hasPath)
            return path.ValueKind == JsonValueKind.String && path.GetString() is { Length: > 0 } file
                ? new(id, file, null, null)
                : new(id, null, null, "'path' has to be a text");
        return image.ValueKind == JsonValueKind.String && image.TryGetBytesFromBase64(out byte[]? bytes)
            ? new(id, null, bytes, null)
            : new(id, null, null, "'image' has to be a file's bytes in base64");
    }
}
