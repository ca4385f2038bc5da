using System.Text;

namespace MlNetLabels.Eng.Tests;

/// <summary>Writes GGUF byte by byte, wrong ones included.</summary>
internal sealed class GgufBytes
{
    private readonly List<byte> _bytes = [];

    public GgufBytes(ulong tensors, ulong entries, uint version = 3)
    {
        _bytes.AddRange("GGUF"u8);
        Put(version, tensors, entries);
    }

    public GgufBytes Put(params object[] values)
    {
        foreach (object value in values)
            _bytes.AddRange(Bytes(value));
        return this;
    }

    public GgufBytes Align(int alignment = 32)
    {
        while (_bytes.Count % alignment != 0)
            _bytes.Add(0);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    private static byte[] Bytes(object value) =>
        value switch
        {
            string x => [.. Bytes((ulong)Encoding.UTF8.GetByteCount(x)), .. Encoding.UTF8.GetBytes(x)],
            byte x => [x],
            sbyte x => [(byte)x],
            ushort x => BitConverter.GetBytes(x),
            short x => BitConverter.GetBytes(x),
            uint x => BitConverter.GetBytes(x),
            int x => BitConverter.GetBytes(x),
            ulong x => BitConverter.GetBytes(x),
            long x => BitConverter.GetBytes(x),
            float x => BitConverter.GetBytes(x),
            double x => BitConverter.GetBytes(x),
            Half x => BitConverter.GetBytes(x),
            bool x => BitConverter.GetBytes(x),
            _ => throw new ArgumentException(value.GetType().Name, nameof(value)),
        };
}
