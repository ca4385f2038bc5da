using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MlNetLabels.AspNetCore.Requests;

namespace MlNetLabels.AspNetCore.InferenceV2;

/// <summary>
/// A request to infer: images as BYTES, each base64 text in <c>data</c>, or after the JSON, each behind its length in four
/// bytes, the lowest first.
/// </summary>
internal sealed record InferRequest(
    string? Id,
    IReadOnlyList<ReadOnlyMemory<byte>> Images,
    IReadOnlySet<string>? Outputs
)
{
    public const string InputName = "image";

    private const string LengthHeader = "Inference-Header-Content-Length",
        BinarySize = "binary_data_size";

    /// <exception cref="RequestException">It is not as the protocol says, or asks for what is not there.</exception>
    public static InferRequest Parse(ReadOnlyMemory<byte> body, HttpRequest http, int mostImages)
    {
        int length = HeaderLength(http, body.Length);
        using var document = JsonBody.Parse(body[..length]);
        var root = document.RootElement;
        if (
            !root.TryGetProperty("inputs", out var inputs)
            || inputs.ValueKind != JsonValueKind.Array
            || inputs.GetArrayLength() != 1
        )
            throw RequestException.Bad($"There is to be one input, '{InputName}'.");
        var images = ReadImages(inputs[0], body[length..]);
        if (images.Count > mostImages)
            throw new RequestException(413, $"There are more than {mostImages} images in one request.");
        return new(Text(root, "id"), images, Wanted(root));
    }

    private static int HeaderLength(HttpRequest http, int body)
    {
        string header = http.Headers[LengthHeader].ToString();
        if (header.Length == 0)
            return body;
        return int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length <= body
            ? length
            : throw RequestException.Bad($"{LengthHeader} is '{header}', but the body has {body} bytes.");
    }

    private static List<ReadOnlyMemory<byte>> ReadImages(JsonElement input, ReadOnlyMemory<byte> binary)
    {
        if (input.ValueKind != JsonValueKind.Object || Text(input, "name") != InputName)
            throw RequestException.Bad($"The input is to be called '{InputName}'.");
        if (Text(input, "datatype") != "BYTES")
            throw RequestException.Bad("The datatype is to be BYTES: an image's file, encoded.");
        long count = Count(input);
        List<ReadOnlyMemory<byte>> images =
            input.TryGetProperty("parameters", out var parameters)
            && parameters.ValueKind == JsonValueKind.Object
            && parameters.TryGetProperty(BinarySize, out var size)
                ? Binary(binary, size)
            : input.TryGetProperty("data", out var data)
                ? [.. Flat(data).Select(x => (ReadOnlyMemory<byte>)JsonBody.Base64(x))]
            : throw RequestException.Bad("The input has neither data nor binary data.");
        return images.Count == count
            ? images
            : throw RequestException.Bad($"The shape says {count} images, but there are {images.Count}.");
    }

    private static long Count(JsonElement input)
    {
        if (!input.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array)
            throw RequestException.Bad("The input has no shape.");
        long count = 1;
        foreach (var side in shape.EnumerateArray())
            if (
                side.ValueKind != JsonValueKind.Number
                || !side.TryGetInt32(out int length)
                || length is < 0 or > 1_000_000
            )
                throw RequestException.Bad("The shape is to be whole numbers, such as [1].");
            else
                count = Math.Min(count * length, int.MaxValue);
        return count;
    }

    private static IEnumerable<JsonElement> Flat(JsonElement data) =>
        data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().SelectMany(Flat) : [data];

    private static List<ReadOnlyMemory<byte>> Binary(ReadOnlyMemory<byte> binary, JsonElement size)
    {
        if (size.ValueKind != JsonValueKind.Number || !size.TryGetInt32(out int bytes) || bytes != binary.Length)
            throw RequestException.Bad($"{BinarySize} is not {binary.Length}, the bytes that follow the JSON.");
        List<ReadOnlyMemory<byte>> images = [];
        while (!binary.IsEmpty)
        {
            if (
                binary.Length < sizeof(int)
                || BinaryPrimitives.ReadInt32LittleEndian(binary.Span) is var length
                    && (length < 0 || length > binary.Length - sizeof(int))
            )
                throw RequestException.Bad("The binary data ends within an image.");
            int own = BinaryPrimitives.ReadInt32LittleEndian(binary.Span);
            images.Add(binary.Slice(sizeof(int), own));
            binary = binary[(sizeof(int) + own)..];
        }
        return images;
    }

    private static HashSet<string>? Wanted(JsonElement root)
    {
        if (!root.TryGetProperty("outputs", out var outputs) || outputs.ValueKind != JsonValueKind.Array)
            return null;
        return
        [
            .. outputs
                .EnumerateArray()
                .Select(x =>
                    (x.ValueKind == JsonValueKind.Object ? Text(x, "name") : null)
                    ?? throw RequestException.Bad("Each output is to have a name.")
                ),
        ];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
