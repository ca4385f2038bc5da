using System.Buffers.Binary;

namespace MlNetLabels.Fuzzing;

/// <summary>
/// Where the parts of a file begin and end: PNG chunks, RIFF chunks, JPEG segments, ISO boxes. A mutation that keeps to
/// them gets further into a decoder.
/// </summary>
internal static class Chunks
{
    private const int PngOverhead = 12;

    /// <summary>
    /// The parts that follow the file's first bytes, as far as their lengths make sense; none for other formats.
    /// </summary>
    public static IReadOnlyList<Range> Of(ReadOnlySpan<byte> file)
    {
        var parts = new List<Range>();
        int at = Start(file);
        while (at >= 0 && at + 8 <= file.Length && Length(file, at) is > 0 and var length && at + length <= file.Length)
        {
            parts.Add(at..(int)(at + length));
            at += (int)length;
        }
        return parts;
    }

    /// <summary>
    /// Makes the check sums of all PNG chunks right again, without which damage is noticed and never decoded.
    /// </summary>
    public static void Repair(Span<byte> file)
    {
        if (!IsPng(file))
            return;
        foreach (var part in Of(file))
        {
            var chunk = file[part];
            BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], System.IO.Hashing.Crc32.HashToUInt32(chunk[4..^4]));
        }
    }

    private static bool IsPng(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);

    private static bool IsBoxes(ReadOnlySpan<byte> file) => file.Length > 8 && file[4..8].SequenceEqual("ftyp"u8);

    private static int Start(ReadOnlySpan<byte> file) =>
        IsPng(file) ? 8
        : file.StartsWith("RIFF"u8) ? 12
        : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? 2
        : IsBoxes(file) ? 0
        : -1;

    private static long Length(ReadOnlySpan<byte> file, int at)
    {
        if (IsPng(file))
            return PngOverhead + (long)BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        if (file.StartsWith("RIFF"u8))
            return 8 + ((BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]) + 1L) & ~1L);
        if (IsBoxes(file))
            return BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        return file[at] == 0xFF && file[at + 1] != 0xDA
            ? 2L + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..])
            : 0;
    }
}
