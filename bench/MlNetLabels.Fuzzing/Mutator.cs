using System.Buffers.Binary;

namespace MlNetLabels.Fuzzing;

/// <summary>
/// Damages files: case i of a seed is always the same bytes, so that an offender can be made again from its number.
/// </summary>
internal sealed class Mutator(IReadOnlyList<byte[]> files, int seed)
{
    private const int MostChanges = 4,
        MostFlips = 32,
        HeaderLength = 256;

    private static readonly uint[] Extremes =
    [
        0,
        1,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x10000,
        0x7FFFFFFF,
        0x80000000,
        0xFFFFFFFE,
        0xFFFFFFFF,
    ];

    public byte[] Make(int number)
    {
        // Distinct numbers of one seed give distinct generators.
        var random = new Random(unchecked(seed * 1_000_003 + number));
        byte[] file = [.. files[random.Next(files.Count)]];
        for (int changes = random.Next(1, MostChanges + 1); changes > 0 && file.Length > 0; changes--)
            file = Change(file, random);
        if (random.Next(4) > 0)
            Chunks.Repair(file);
        return file;
    }

    private byte[] Change(byte[] file, Random random) =>
        random.Next(8) switch
        {
            0 or 1 => Flip(file, random),
            2 or 3 => Overwrite(file, random),
            4 => file[..random.Next(file.Length)],
            5 => Repeat(file, random),
            6 => Remove(file, random),
            _ => Splice(file, random),
        };

    private static byte[] Flip(byte[] file, Random random)
    {
        for (int flips = random.Next(1, MostFlips); flips > 0; flips--)
            file[Place(file, random)] ^= (byte)(1 << random.Next(8));
        return file;
    }

    // One, two or four bytes, in either order, as header fields have them.
    private static byte[] Overwrite(byte[] file, Random random)
    {
        uint value = Extremes[random.Next(Extremes.Length)];
        Span<byte> bytes = stackalloc byte[4];
        int size = 1 << random.Next(3);
        if (random.Next(2) == 0)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value << (8 * (4 - size)));
        int at = Place(file, random);
        bytes[..Math.Min(size, file.Length - at)].CopyTo(file.AsSpan(at));
        return file;
    }

    private static byte[] Repeat(byte[] file, Random random)
    {
        var (start, end) = Part(file, random);
        int at = random.Next(2) == 0 ? end : Place(file, random);
        int times = random.Next(8) == 0 ? random.Next(2, 64) : 1;
        return [.. file[..at], .. Enumerable.Repeat(file[start..end], times).SelectMany(part => part), .. file[at..]];
    }

    private static byte[] Remove(byte[] file, Random random)
    {
        var (start, end) = Part(file, random);
        return [.. file[..start], .. file[end..]];
    }

    private byte[] Splice(byte[] file, Random random)
    {
        byte[] other = files[random.Next(files.Count)];
        var (start, end) = Part(other, random);
        int at = Place(file, random);
        return
        [
            .. file[..at],
            .. other[start..end],
            .. file[Math.Min(file.Length, random.Next(2) == 0 ? at : at + end - start)..],
        ];
    }

    // Half of all damage hits the headers.
    private static int Place(byte[] file, Random random) =>
        random.Next(random.Next(2) == 0 ? Math.Min(file.Length, HeaderLength) : file.Length);

    private static (int Start, int End) Part(byte[] file, Random random)
    {
        var parts = Chunks.Of(file);
        if (parts.Count > 0 && random.Next(4) > 0)
        {
            var (offset, length) = parts[random.Next(parts.Count)].GetOffsetAndLength(file.Length);
            return (offset, offset + length);
        }
        int start = random.Next(file.Length);
        return (start, Math.Min(file.Length, start + 1 + random.Next(1024)));
    }
}
