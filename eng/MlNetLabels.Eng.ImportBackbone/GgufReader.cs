using System.Buffers.Binary;
using System.Text;

namespace MlNetLabels.Eng.ImportBackbone;

/// <summary>
/// Walks over a GGUF file's header. Every count and length is compared with the bytes that are left before it is used.
/// </summary>
internal ref struct GgufReader(ReadOnlySpan<byte> data, string file)
{
    private const int LongestName = 65_535;
    private const int DeepestArray = 4;

    // The fewest bytes that one element of a type can take.
    private const int EmptyString = sizeof(ulong);
    private const int EmptyArray = sizeof(uint) + sizeof(ulong);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _data = data;

    public int Position { get; private set; }

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>A number of elements that take at least <paramref name="smallest"/> bytes each.</summary>
    public int Count(int smallest, string what)
    {
        ulong count = UInt64();
        int left = _data.Length - Position;
        return count <= (ulong)(left / smallest)
            ? (int)count
            : throw Damaged($"{count} {what} cannot fit into the {left} bytes that are left");
    }

    public string Name()
    {
        string name = String();
        return name.Length is > 0 and <= LongestName
            ? name
            : throw Damaged($"a name of {name.Length} characters (1 to {LongestName} are allowed)");
    }

    public string String()
    {
        var bytes = Take(Count(1, "bytes of text"));
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Damaged("text that is not UTF-8", e);
        }
    }

    public object Value(GgufType type, int depth = 0) =>
        type switch
        {
            GgufType.UInt8 => Take(1)[0],
            GgufType.Int8 => (sbyte)Take(1)[0],
            GgufType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
            GgufType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(Take(2)),
            GgufType.UInt32 => UInt32(),
            GgufType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
            GgufType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
            GgufType.Bool => Take(1)[0] switch
            {
                0 => false,
                1 => true,
                var other => throw Damaged($"{other} as a truth value"),
            },
            GgufType.String => String(),
            GgufType.Array => Array(depth),
            GgufType.UInt64 => UInt64(),
            GgufType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
            GgufType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
            _ => throw Damaged($"metadata of the unknown type {(uint)type}"),
        };

    public readonly InvalidInputException Damaged(string what, Exception? inner = null) =>
        new(file, null, $"not a sound GGUF file: {what} at byte {Position}. Fetch it again.", inner);

    private Array Array(int depth)
    {
        if (depth >= DeepestArray)
            throw Damaged($"arrays nested more than {DeepestArray} deep");
        var type = (GgufType)UInt32();
        return type switch
        {
            GgufType.UInt8 => Fill<byte>(type, 1, depth),
            GgufType.Int8 => Fill<sbyte>(type, 1, depth),
            GgufType.UInt16 => Fill<ushort>(type, 2, depth),
            GgufType.Int16 => Fill<short>(type, 2, depth),
            GgufType.UInt32 => Fill<uint>(type, 4, depth),
            GgufType.Int32 => Fill<int>(type, 4, depth),
            GgufType.Float32 => Fill<float>(type, 4, depth),
            GgufType.Bool => Fill<bool>(type, 1, depth),
            GgufType.String => Fill<string>(type, EmptyString, depth),
            GgufType.Array => Fill<Array>(type, EmptyArray, depth),
            GgufType.UInt64 => Fill<ulong>(type, 8, depth),
            GgufType.Int64 => Fill<long>(type, 8, depth),
            GgufType.Float64 => Fill<double>(type, 8, depth),
            _ => throw Damaged($"an array of the unknown type {(uint)type}"),
        };
    }

    private T[] Fill<T>(GgufType type, int smallest, int depth)
    {
        var values = new T[Count(smallest, "array elements")];
        for (int i = 0; i < values.Length; i++)
            values[i] = (T)Value(type, depth + 1);
        return values;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        int left = _data.Length - Position;
        if (count > left)
            throw Damaged($"{count} bytes are wanted and {left} are left");
        var taken = _data.Slice(Position, count);
        Position += count;
        return taken;
    }
}
