using System.Buffers.Binary;

namespace MlNetLabels.Backbones;

/// <summary>
/// Reads the fields of one protobuf message, one level deep, without copying. The format:
/// https://protobuf.dev/programming-guides/encoding.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int VariableLength = 0,
        EightBytes = 1,
        WithLength = 2,
        FourBytes = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The field's number in the message's definition.</summary>
    public int Field { get; private set; }

    /// <summary>The value of a number or truth value, or the bits of a single-precision one; else 0.</summary>
    public ulong Number { get; private set; }

    /// <summary>The bytes of a text or inner message, else nothing.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Moves to the next field.</summary>
    /// <exception cref="InvalidDataException">The bytes are no protobuf message.</exception>
    public bool Read()
    {
        Number = 0;
        Content = default;
        if (_rest.IsEmpty)
            return false;
        ulong tag = Varint();
        Field = tag >> 3 is > 0 and <= int.MaxValue and var number ? (int)number : throw Damaged();
        switch ((int)(tag & 7))
        {
            case VariableLength:
                Number = Varint();
                break;
            case EightBytes:
                Take(sizeof(ulong));
                break;
            case WithLength:
                Content = Take(Varint());
                break;
            case FourBytes:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                break;
            default:
                throw Damaged();
        }
        return true;
    }

    /// <summary>The field's whole numbers, one or, as they are packed, many.</summary>
    /// <exception cref="InvalidDataException">They are no such numbers.</exception>
    public readonly List<long> Numbers()
    {
        if (Content.IsEmpty)
            return [(long)Number];
        var numbers = new List<long>();
        var packed = new ProtobufReader(Content);
        while (!packed._rest.IsEmpty)
            numbers.Add((long)packed.Varint());
        return numbers;
    }

    // Seven bits in each byte, the lowest first; the eighth says that more follow.
    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 8 * sizeof(ulong) && !_rest.IsEmpty; shift += 7)
        {
            byte next = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next <= 0x7F)
                return value;
        }
        throw Damaged();
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw Damaged();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private static InvalidDataException Damaged() => new("its bytes are no protobuf message.");
}
