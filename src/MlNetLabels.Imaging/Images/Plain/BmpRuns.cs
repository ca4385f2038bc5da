namespace MlNetLabels.Images.Plain;

/// <summary>BMPs whose indexes are packed in runs: pairs of a count and a colour, and escapes after a count of 0.</summary>
internal static class BmpRuns
{
    private const byte EndOfRow = 0,
        End = 1,
        Move = 2;

    /// <summary>Indexes row by row in the file's order; 0 where the file skips pixels.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> data, BmpHeader header, DecodeClock clock)
    {
        byte[] indexes = new byte[header.Width * header.Height];
        bool isHalf = header.Packing == 2;
        int at = 0,
            x = 0,
            y = 0;
        while (true)
        {
            if (at + 2 > data.Length)
                throw new ImageException("truncated BMP");
            int count = data[at],
                value = data[at + 1];
            at += 2;
            if (count > 0)
            {
                for (int i = 0; i < count; i++)
                    Put(
                        indexes,
                        header,
                        x++,
                        y,
                        isHalf
                            ? i % 2 == 0
                                ? value >> 4
                                : value & 15
                            : value
                    );
                continue;
            }
            switch (value)
            {
                case EndOfRow:
                    (x, y) = (0, y + 1);
                    clock.Check();
                    break;
                case End:
                    return indexes;
                case Move:
                    if (at + 2 > data.Length)
                        throw new ImageException("truncated BMP");
                    (x, y) = (x + data[at], y + data[at + 1]);
                    at += 2;
                    break;
                default:
                    int bytes = isHalf ? (value + 1) / 2 : value;
                    if (at + bytes > data.Length)
                        throw new ImageException("truncated BMP");
                    for (int i = 0; i < value; i++)
                        Put(
                            indexes,
                            header,
                            x++,
                            y,
                            isHalf
                                ? i % 2 == 0
                                    ? data[at + i / 2] >> 4
                                    : data[at + i / 2] & 15
                                : data[at + i]
                        );
                    // Whole words.
                    at += bytes + bytes % 2;
                    break;
            }
        }
    }

    private static void Put(byte[] indexes, BmpHeader header, int x, int y, int value)
    {
        if (x >= header.Width || y >= header.Height)
            throw new ImageException("damaged BMP: a run leaves the picture");
        indexes[y * header.Width + x] = (byte)value;
    }
}
