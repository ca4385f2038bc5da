namespace MlNetLabels.Images;

/// <summary>How the first image of a TIFF is laid out: what of it has to be held at once.</summary>
internal readonly record struct TiffHeader(
    long Width,
    long Height,
    long Samples,
    long RowsPerStrip,
    long TileWidth,
    long TileHeight,
    long Planes,
    long Colours
)
{
    private const int WidthTag = 256,
        HeightTag = 257,
        ColoursTag = 262,
        SamplesTag = 277,
        RowsTag = 278,
        PlanesTag = 284,
        TileWidthTag = 322,
        TileHeightTag = 323;
    private const int RowByRow = 128,
        Separate = 2,
        MostPlain = 5;

    // Beyond any limit of memory already; keeps products of hostile numbers within 64 bits.
    private const long MostTileSide = 1 << 16;

    /// <summary>Whether the image lies in tiles; otherwise it lies in strips.</summary>
    public bool IsTiled => TileWidth > 0 && TileHeight > 0;

    /// <summary>How many tiles the whole image takes; 0 where it lies in strips.</summary>
    public Int128 Tiles => IsTiled ? TilesOf(Width, Height) * (Planes == Separate ? Math.Max(1, Samples) : 1) : 0;

    /// <summary>Reads the first directory; where the file is damaged, what was found until there.</summary>
    public static TiffHeader Read(TiffDirectory directory) =>
        new(
            Width: directory[WidthTag].First(0),
            Height: directory[HeightTag].First(0),
            Samples: directory[SamplesTag].First(1),
            RowsPerStrip: directory[RowsTag].First(long.MaxValue),
            TileWidth: directory[TileWidthTag].First(0),
            TileHeight: directory[TileHeightTag].First(0),
            Planes: directory[PlanesTag].First(1),
            Colours: directory[ColoursTag].First(2)
        );

    /// <summary>
    /// libvips keeps two rows of tiles and one tile more; strips are read whole, in two buffers and the result, but for
    /// strips of more than 128 rows in plain colours, which are read row by row.
    /// </summary>
    public long BytesAtOnce(long width, long height, long pixelBytes)
    {
        if (IsTiled)
            return ((long)Int128.Min(TilesOf(width, height), 2 * (1 + width / TileWidth)) + 1)
                * Math.Min(TileWidth, MostTileSide)
                * Math.Min(TileHeight, MostTileSide)
                * pixelBytes;
        long rows = Math.Min(RowsPerStrip, height);
        return rows > RowByRow && Planes != Separate && Colours <= MostPlain ? 0 : 3 * rows * width * pixelBytes;
    }

    private Int128 TilesOf(Int128 width, Int128 height) =>
        (width + TileWidth - 1) / TileWidth * ((height + TileHeight - 1) / TileHeight);
}
