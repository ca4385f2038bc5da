using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>How the first image of a TIFF is laid out: what of it has to be held at once.</summary>
internal readonly record struct TiffHeader(
    long RowsPerStrip,
    long TileWidth,
    long TileHeight,
    long Planes,
    long Colours
)
{
    private const int ColoursTag = 262,
        RowsTag = 278,
        PlanesTag = 284,
        TileWidthTag = 322,
        TileHeightTag = 323;
    private const int RowByRow = 128,
        Separate = 2,
        MostPlain = 5;

    // Beyond any limit of memory already; keeps products of hostile numbers within 64 bits.
    private const long MostTileSide = 1 << 16;

    /// <summary>Reads the first directory; where the file is damaged, what was found until there.</summary>
    public static TiffHeader Read(ReadOnlySpan<byte> data)
    {
        var header = new TiffHeader(long.MaxValue, 0, 0, 1, 2);
        if (data.Length < 16)
            return header;
        bool little = data[0] == 'I',
            big = (little ? data[2] : data[3]) == 43;
        ulong start = Number(data, big ? 8 : 4, big ? 8 : 4, little);
        int countSize = big ? 8 : 2,
            entrySize = big ? 20 : 12,
            valueAt = big ? 12 : 8;
        if (start > (ulong)(data.Length - countSize))
            return header;
        ulong entries = Number(data, (int)start, countSize, little);
        for (long at = (long)start + countSize; entries-- > 0 && at + entrySize <= data.Length; at += entrySize)
        {
            int type = (int)Number(data, (int)at + 2, 2, little),
                size = type == 3 ? 2
                : type == 4 ? 4
                : type == 16 && big ? 8
                : 0;
            if (size == 0)
                continue;
            long value = (long)Math.Min(Number(data, (int)at + valueAt, size, little), uint.MaxValue);
            header = Number(data, (int)at, 2, little) switch
            {
                ColoursTag => header with { Colours = value },
                RowsTag => header with { RowsPerStrip = value },
                PlanesTag => header with { Planes = value },
                TileWidthTag => header with { TileWidth = value },
                TileHeightTag => header with { TileHeight = value },
                _ => header,
            };
        }
        return header;
    }

    /// <summary>
    /// libvips keeps two rows of tiles and one tile more; strips are read whole, in two buffers and the result, but for
    /// strips of more than 128 rows in plain colours, which are read row by row.
    /// </summary>
    public long BytesAtOnce(long width, long height, long pixelBytes)
    {
        if (TileWidth > 0 && TileHeight > 0)
        {
            long all = (width + TileWidth - 1) / TileWidth * ((height + TileHeight - 1) / TileHeight);
            return (Math.Min(all, 2 * (1 + width / TileWidth)) + 1)
                * Math.Min(TileWidth, MostTileSide)
                * Math.Min(TileHeight, MostTileSide)
                * pixelBytes;
        }
        long rows = Math.Min(RowsPerStrip, height);
        return rows > RowByRow && Planes != Separate && Colours <= MostPlain ? 0 : 3 * rows * width * pixelBytes;
    }

    private static ulong Number(ReadOnlySpan<byte> data, int at, int size, bool little) =>
        size switch
        {
            2 => little
                ? BinaryPrimitives.ReadUInt16LittleEndian(data[at..])
                : BinaryPrimitives.ReadUInt16BigEndian(data[at..]),
            4 => little
                ? BinaryPrimitives.ReadUInt32LittleEndian(data[at..])
                : BinaryPrimitives.ReadUInt32BigEndian(data[at..]),
            _ => little
                ? BinaryPrimitives.ReadUInt64LittleEndian(data[at..])
                : BinaryPrimitives.ReadUInt64BigEndian(data[at..]),
        };
}
