using System.Buffers.Binary;

namespace MlNetLabels.Datasets.Archives;

/// <summary>Numbers as zip archives hold them, the lowest byte first.</summary>
internal static class ZipNumbers
{
    public static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    public static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    public static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
