using System.Diagnostics.CodeAnalysis;

namespace MlNetLabels.Eng.ImportBackbone;

/// <summary>
/// A GGUF version 3 file: metadata and F16/F32 tensors, little-endian. A damaged or hostile file is an
/// <see cref="InvalidInputException"/>; nothing larger than the file's own content is ever allocated.
/// </summary>
internal sealed class GgufFile
{
    private const uint Magic = 0x46554747; // "GGUF"
    private const uint Version = 3;
    private const int DefaultAlignment = 32;
    private const int LargestAlignment = 1 << 20;
    private const int MostDimensions = 4;
    private const int SmallestEntry = sizeof(ulong) + sizeof(uint) + 1; // key length, a type, a value of one byte
    private const int SmallestTensor = sizeof(ulong) + sizeof(uint) + sizeof(uint) + sizeof(ulong);
    private const uint F32 = 0;
    private const uint F16 = 1;

    private readonly Dictionary<string, object> _metadata = [];
    private readonly Dictionary<string, GgufTensor> _tensors = [];

    private GgufFile(string path) => Path = path;

    /// <summary>Where it came from, for messages.</summary>
    public string Path { get; }

    /// <summary>Key to number, truth value, string or (nested) array of these.</summary>
    public IReadOnlyDictionary<string, object> Metadata => _metadata;

    /// <summary>Tensors by name.</summary>
    public IReadOnlyDictionary<string, GgufTensor> Tensors => _tensors;

    /// <summary>A metadata value that has to be there with this type.</summary>
    public T Require<T>(string key) =>
        _metadata.TryGetValue(key, out object? value) && value is T typed
            ? typed
            : throw new InvalidInputException(
                Path,
                null,
                $"metadata '{key}' is {value?.GetType().Name ?? "missing"}; a {typeof(T).Name} is needed."
            );

    /// <summary>Whether a tensor of that name is there.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out GgufTensor? tensor) =>
        _tensors.TryGetValue(name, out tensor);

    /// <summary>Reads the content of a file; tensors are views of <paramref name="data"/>.</summary>
    public static GgufFile Parse(ReadOnlyMemory<byte> data, string path)
    {
        var file = new GgufFile(path);
        var reader = new GgufReader(data.Span, path);
        if (reader.UInt32() != Magic)
            throw reader.Damaged("its first four bytes are not 'GGUF'");
        uint version = reader.UInt32();
        if (version != Version)
            throw reader.Damaged($"version {version} is not supported, only little-endian version {Version};");
        int tensors = reader.Count(SmallestTensor, "tensors");
        int entries = reader.Count(SmallestEntry, "metadata entries");
        for (int i = 0; i < entries; i++)
        {
            string key = reader.Name();
            if (!file._metadata.TryAdd(key, reader.Value((GgufType)reader.UInt32())))
                throw reader.Damaged($"metadata '{key}' twice");
        }
        var headers = new List<Header>(tensors);
        for (int i = 0; i < tensors; i++)
            headers.Add(ReadHeader(ref reader));
        file.Place(headers, data, ref reader);
        return file;
    }

    private static Header ReadHeader(ref GgufReader reader)
    {
        string name = reader.Name();
        uint dimensions = reader.UInt32();
        if (dimensions > MostDimensions)
            throw reader.Damaged($"{dimensions} dimensions of '{name}' (at most {MostDimensions} are allowed)");
        var shape = new int[dimensions];
        long count = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            ulong size = reader.UInt64();
            if (size is 0 or > int.MaxValue || (count *= (long)size) > int.MaxValue)
                throw reader.Damaged($"dimension {size} of '{name}'");
            shape[i] = (int)size;
        }
        uint type = reader.UInt32();
        if (type is not (F16 or F32))
            throw reader.Damaged($"tensor type {type} of '{name}' is not supported, only 0 (F32) and 1 (F16)");
        return new Header(name, shape, type == F16, count * (type == F16 ? 2 : 4), reader.UInt64());
    }

    private void Place(List<Header> headers, ReadOnlyMemory<byte> data, ref GgufReader reader)
    {
        int alignment = Alignment(ref reader);
        long start = (reader.Position + alignment - 1L) / alignment * alignment;
        foreach (var (name, shape, isHalf, length, offset) in headers)
        {
            if (offset % (ulong)alignment != 0)
                throw reader.Damaged($"offset {offset} of '{name}' is no multiple of {alignment}");
            if (offset > (ulong)data.Length || start + (long)offset + length > data.Length)
                throw reader.Damaged(
                    $"'{name}' lies at offset {offset} with {length} bytes, beyond the end of the file;"
                );
            var tensor = new GgufTensor(name, shape, isHalf, data.Slice((int)(start + (long)offset), (int)length));
            if (!_tensors.TryAdd(name, tensor))
                throw reader.Damaged($"tensor '{name}' twice");
        }
    }

    private int Alignment(ref GgufReader reader)
    {
        if (!_metadata.TryGetValue("general.alignment", out object? value))
            return DefaultAlignment;
        return value is uint alignment and > 0 and <= LargestAlignment && uint.IsPow2(alignment)
            ? (int)alignment
            : throw reader.Damaged($"alignment {value} (a power of two up to {LargestAlignment} is needed)");
    }

    private readonly record struct Header(string Name, int[] Shape, bool IsHalf, long Length, ulong Offset);
}
