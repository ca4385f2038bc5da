using System.Text.Json;
using MlNetLabels.Hosting.Work;
using MlNetLabels.Images;

namespace MlNetLabels.AspNetCore.Requests;

/// <summary>A body of JSON within the memory that bodies share.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 16 };

    /// <summary>Reads a body as bytes, to be disposed when it is done with.</summary>
    /// <exception cref="RequestException">It is too large.</exception>
    public static async Task<QueuedBytes.Content> ReadAsync(
        Stream body,
        HttpContextOfModels context,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await context.Bodies.ReadAsync(body, cancellationToken);
        }
        catch (ImageException)
        {
            throw PartStream.TooLarge(context.Limits.MaxImageBytes);
        }
    }

    /// <exception cref="RequestException">It is no JSON object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            var document = JsonDocument.Parse(json, s_options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException) { }
        throw RequestException.Bad("The body is no JSON object.");
    }

    /// <summary>A base64 text as bytes.</summary>
    /// <exception cref="RequestException">It is none.</exception>
    public static byte[] Base64(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out byte[]? bytes)
            ? bytes
            : throw RequestException.Bad("An image is to be base64 text.");
}
