using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>
/// The safetensors format for tensors of single and half precision: an 8-byte header length, a JSON header, the values.
/// Reading runs no code and checks every size.
/// </summary>
/// <remarks>Format: github.com/huggingface/safetensors.</remarks>
internal static class Safetensors
{
    private const string Single32 = "F32",
        Half16 = "F16";

    private const int MaxHeader = 16 << 20;

    // Sums of products of two such values and some thousand more stay finite.
    private const float Largest = 1e15f;

    /// <summary>Writes tensors in the given order.</summary>
    public static byte[] Write(IReadOnlyDictionary<string, StateTensor> tensors)
    {
        using var header = new MemoryStream();
        long offset = 0;
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            foreach (var (name, tensor) in tensors)
            {
                if (Count(tensor.Shape) != tensor.Values.Length)
                    throw new ArgumentException(
                        $"Tensor '{name}' has {tensor.Values.Length} values but shape [{string.Join(", ", tensor.Shape)}]."
                    );
                json.WriteStartObject(name);
                json.WriteString("dtype", tensor.IsHalf ? Half16 : Single32);
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)tensor.Values.Length * Width(tensor.IsHalf));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // The values start at a multiple of 8, as the format asks: spaces fill the header.
        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');
        var file = new byte[8 + header.Length + offset];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.ToArray().CopyTo(file, 8);
        int at = 8 + (int)header.Length;
        foreach (var tensor in tensors.Values)
        {
            int length = tensor.Values.Length * Width(tensor.IsHalf);
            var to = file.AsSpan(at, length);
            if (tensor.IsHalf)
                TensorPrimitives.ConvertToHalf(tensor.Values.Span, MemoryMarshal.Cast<byte, Half>(to));
            else
                MemoryMarshal.AsBytes(tensor.Values.Span).CopyTo(to);
            at += length;
        }
        return file;
    }

    /// <summary>Reads all tensors; <paramref name="source"/> names the file in errors.</summary>
    public static IReadOnlyDictionary<string, StateTensor> Read(ReadOnlySpan<byte> file, string source)
    {
        if (file.Length < 8)
            throw Damaged(source, "it is shorter than its header length");
        long length = BinaryPrimitives.ReadInt64LittleEndian(file);
        if (length is < 2 or > MaxHeader || length > file.Length - 8)
            throw Damaged(source, $"its header claims {length} bytes");
        var body = file[(8 + (int)length)..];
        var tensors = new Dictionary<string, StateTensor>();
        try
        {
            var reader = new Utf8JsonReader(file.Slice(8, (int)length));
            using var header = JsonDocument.ParseValue(ref reader);
            foreach (var entry in header.RootElement.EnumerateObject())
                if (entry.Name != "__metadata__")
                    tensors.Add(entry.Name, ReadTensor(entry.Name, entry.Value, body, source));
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        or ArgumentException
                        or OverflowException
            )
        {
            throw new InvalidInputException(
                source,
                null,
                $"the weights' header is damaged ({error.Message}). Train the model again or restore it from a backup.",
                error
            );
        }
        return tensors;
    }

    private static StateTensor ReadTensor(string name, JsonElement entry, ReadOnlySpan<byte> body, string source)
    {
        string? type = entry.GetProperty("dtype").GetString();
        if (type is not (Single32 or Half16))
            throw Damaged(source, $"tensor '{name}' is neither of type {Single32} nor {Half16}");
        bool isHalf = type == Half16;
        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(x => x.GetInt32())];
        long[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(x => x.GetInt64())];
        if (
            shape.Any(s => s < 0)
            || offsets.Length != 2
            || offsets[0] < 0
            || offsets[1] < offsets[0]
            || offsets[1] > body.Length
        )
            throw Damaged(source, $"tensor '{name}' lies outside the file");
        if (offsets[1] - offsets[0] != checked(Count(shape) * Width(isHalf)))
            throw Damaged(source, $"tensor '{name}' has another size than its shape [{string.Join(", ", shape)}]");
        var bytes = body[(int)offsets[0]..(int)offsets[1]];
        var values = new float[bytes.Length / Width(isHalf)];
        if (isHalf)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
        else
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(values);
        if (Array.Exists(values, v => !(Math.Abs(v) <= Largest)))
            throw Damaged(source, $"tensor '{name}' holds values that are no finite numbers, or above {Largest}");
        return new StateTensor(shape, values) { IsHalf = isHalf };
    }

    private static int Width(bool isHalf) => isHalf ? sizeof(ushort) : sizeof(float);

    private static long Count(IReadOnlyList<int> shape) => shape.Aggregate(1L, (count, size) => checked(count * size));

    private static InvalidInputException Damaged(string source, string what) =>
        new(source, null, $"the weights are damaged: {what}. Train the model again or restore it from a backup.");
}
