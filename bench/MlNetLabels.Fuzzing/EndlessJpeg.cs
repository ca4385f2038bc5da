namespace MlNetLabels.Fuzzing;

/// <summary>
/// Progressive JPEGs of next to no data: each scan says of every block of a large picture that there is nothing in it.
/// The order of scans is one that the standard allows, so nothing is amiss with them.
/// </summary>
/// <remarks>ITU-T T.81, annexes B, F and G.</remarks>
internal static class EndlessJpeg
{
    private const int Colours = 3,
        LongestRun = 32_767,
        LowestBit = 13,
        LowestDcBit = 7;

    /// <summary>The most scans of one file: 8 of the means, and 14 of all else in each of three colours.</summary>
    public const int MostScans = 1 + LowestDcBit + Colours * (LowestBit + 1);

    public static byte[] Of(int side, bool arithmetic)
    {
        long blocks = (long)((side + 7) / 8) * ((side + 7) / 8);
        var file = new List<byte> { 0xFF, 0xD8 };
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Segment(
            file,
            (byte)(arithmetic ? 0xCA : 0xC2),
            [
                8,
                (byte)(side >> 8),
                (byte)side,
                (byte)(side >> 8),
                (byte)side,
                Colours,
                1,
                0x11,
                0,
                2,
                0x11,
                0,
                3,
                0x11,
                0,
            ]
        );
        if (!arithmetic)
        {
            // One code, a zero bit: no difference to the mean before, and a run of empty blocks.
            Segment(file, 0xC4, [0x00, 1, .. new byte[15], 0x00]);
            Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0xE0]);
        }
        byte[] means = arithmetic ? [] : Padded(new byte[Colours * blocks / 8], (int)(Colours * blocks % 8)),
            runs = arithmetic ? [] : Runs(blocks);
        for (int bit = LowestDcBit; bit >= 0; bit--)
            Scan(file, [1, 2, 3], 0, 0, bit == LowestDcBit ? 0 : bit + 1, bit, means);
        for (int bit = LowestBit; bit >= 0; bit--)
        for (byte colour = 1; colour <= Colours; colour++)
            Scan(file, [colour], 1, 63, bit == LowestBit ? 0 : bit + 1, bit, runs);
        return [.. file, 0xFF, 0xD9];
    }

    private static void Scan(List<byte> file, byte[] colours, byte from, byte to, int before, int bit, byte[] data)
    {
        Segment(
            file,
            0xDA,
            [(byte)colours.Length, .. colours.SelectMany(c => new byte[] { c, 0 }), from, to, (byte)(before << 4 | bit)]
        );
        file.AddRange(data);
    }

    private static void Segment(List<byte> file, byte marker, byte[] body)
    {
        int length = body.Length + 2;
        file.AddRange([0xFF, marker, (byte)(length >> 8), (byte)length]);
        file.AddRange(body);
    }

    // Zero bits, and ones up to the end of the last byte.
    private static byte[] Padded(byte[] whole, int bits) => bits == 0 ? whole : [.. whole, (byte)(0xFF >> bits)];

    // A zero bit, and the run's length less 2^14 in 14 bits.
    private static byte[] Runs(long blocks)
    {
        var bits = new List<bool>();
        for (; blocks > 0; blocks -= LongestRun)
        {
            long rest = Math.Min(LongestRun, Math.Max(blocks, 1 << 14)) - (1 << 14);
            bits.Add(false);
            for (int i = 13; i >= 0; i--)
                bits.Add((rest >> i & 1) == 1);
        }
        while (bits.Count % 8 != 0)
            bits.Add(true);
        var bytes = new List<byte>();
        for (int i = 0; i < bits.Count; i += 8)
        {
            byte value = (byte)Enumerable.Range(0, 8).Sum(k => bits[i + k] ? 0x80 >> k : 0);
            bytes.Add(value);
            if (value == 0xFF)
                bytes.Add(0);
        }
        return [.. bytes];
    }
}
