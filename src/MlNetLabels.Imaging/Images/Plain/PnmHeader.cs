namespace MlNetLabels.Images.Plain;

/// <summary>Kind and size of a PBM, PGM or PPM, and where its pixels begin.</summary>
/// <param name="Kind">1 to 3 as text, 4 to 6 as bytes: black and white, grey, colour.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Most">The value that stands for white.</param>
/// <param name="Start">Where the pixels begin.</param>
/// <remarks>Netpbm's pages pbm(5), pgm(5) and ppm(5).</remarks>
internal readonly record struct PnmHeader(int Kind, int Width, int Height, int Most, int Start)
{
    private const int MostDigits = 9;

    public bool IsText => Kind <= 3;

    public bool IsBits => Kind is 1 or 4;

    public int Bands => Kind is 3 or 6 ? 3 : 1;

    public static PnmHeader Read(ReadOnlySpan<byte> data)
    {
        int kind = data[1] - '0',
            at = 2,
            width = Number(data, ref at),
            height = Number(data, ref at),
            most = kind is 1 or 4 ? 1 : Number(data, ref at);
        if (width < 1 || height < 1 || most is < 1 or > ushort.MaxValue)
            throw new ImageException("damaged PNM");
        // One blank ends the header; a line end of Windows is taken for one, too, where the rest is as long as it has to be.
        return new(kind, width, height, most, at + 1);
    }

    /// <summary>The next number, after blanks and comments; -1 where there is none.</summary>
    public static int Number(ReadOnlySpan<byte> data, ref int at)
    {
        Skip(data, ref at);
        int value = 0,
            start = at;
        for (; at < data.Length && char.IsAsciiDigit((char)data[at]) && at - start < MostDigits; at++)
            value = 10 * value + data[at] - '0';
        return at > start ? value : -1;
    }

    /// <summary>Blanks and comments.</summary>
    public static void Skip(ReadOnlySpan<byte> data, ref int at)
    {
        for (; at < data.Length && (IsBlank(data[at]) || data[at] == '#'); at++)
            if (data[at] == '#')
                while (at < data.Length && data[at] is not ((byte)'\n' or (byte)'\r'))
                    at++;
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (>= 9 and <= 13);
}
