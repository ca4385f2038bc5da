namespace MlNetLabels.Testing.Imaging;

/// <summary>
/// One picture in every format and layout that is read: libvips' own savers write most, and what they have no option
/// for (TIFFs in planes, AVIF grids) is put together here.
/// </summary>
internal static class PictureKinds
{
    public const int Width = 192,
        Height = 160;

    private static readonly string[] TiffCompressions = ["none", "lzw", "deflate", "packbits", "jpeg", "zstd", "webp"];

    private static readonly (string Name, (string, string)[] Arguments)[] TiffLayouts =
    [
        ("strips", [("tile-height", "16")]),
        ("one strip", [("tile-height", "4096")]),
        ("tiles", [("tile", "true"), ("tile-width", "64"), ("tile-height", "48")]),
    ];

    /// <summary>The bytes of each kind, by its name; a kind that this libvips cannot write is left out.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = Make(Picture(Width, Height));

    /// <summary>Coloured discs over a gradient, with a little noise: something to be seen in each part of it.</summary>
    public static byte[] Picture(int width, int height, int seed = 7)
    {
        var random = new Random(seed);
        byte[] pixels = TestImages.Scene(width, height);
        for (int disc = 0; disc < 24; disc++)
        {
            int centreX = random.Next(width),
                centreY = random.Next(height),
                radius = random.Next(6, 30);
            byte[] colour = new byte[3];
            random.NextBytes(colour);
            for (int y = Math.Max(0, centreY - radius); y < Math.Min(height, centreY + radius); y++)
            for (int x = Math.Max(0, centreX - radius); x < Math.Min(width, centreX + radius); x++)
                if ((x - centreX) * (x - centreX) + (y - centreY) * (y - centreY) < radius * radius)
                    colour.CopyTo(pixels.AsSpan(3 * (y * width + x)));
        }
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(pixels[i] + random.Next(-6, 7), 0, 255);
        return pixels;
    }

    private static Dictionary<string, byte[]> Make(byte[] picture)
    {
        var kinds = new Dictionary<string, byte[]>();
        byte[] grey = [.. Enumerable.Range(0, Width * Height).Select(i => picture[3 * i + 1])],
            alpha =

            [
                .. Enumerable
                    .Range(0, 4 * Width * Height)
                    .Select(i => i % 4 == 3 ? (byte)255 : picture[i / 4 * 3 + i % 4]),
            ];

        void Add(string name, string saver, byte[] pixels, string? space = null, params (string, string)[] arguments)
        {
            int height = name.Contains("animated", StringComparison.Ordinal) ? 2 * Height : Height;
            try
            {
                kinds[name] = TestImages.Encode(pixels, Width, height, saver, space, arguments);
            }
            catch (Images.Libvips.VipsException)
            {
                // This libvips was built without it.
            }
        }

        foreach (string compression in TiffCompressions)
        foreach (var (layout, arguments) in TiffLayouts)
            Add(
                $"TIFF {layout} {compression}",
                "tiffsave_buffer",
                picture,
                null,
                [("compression", compression), .. arguments]
            );
        foreach (var (layout, arguments) in TiffLayouts)
        {
            Add($"TIFF {layout} grey", "tiffsave_buffer", grey, null, arguments);
            Add($"TIFF {layout} alpha", "tiffsave_buffer", alpha, null, arguments);
            Add($"TIFF {layout} CMYK", "tiffsave_buffer", picture, "cmyk", [("compression", "lzw"), .. arguments]);
            Add($"TIFF {layout} Lab", "tiffsave_buffer", picture, "labs", [("compression", "lzw"), .. arguments]);
            Add(
                $"TIFF {layout} 16 bits",
                "tiffsave_buffer",
                picture,
                "rgb16",
                [("compression", "deflate"), .. arguments]
            );
            Add(
                $"TIFF {layout} predictor",
                "tiffsave_buffer",
                picture,
                null,
                [("compression", "lzw"), ("predictor", "horizontal"), .. arguments]
            );
            Add($"TIFF {layout} big", "tiffsave_buffer", picture, null, [("bigtiff", "true"), .. arguments]);
            Add($"TIFF {layout} 1 bit", "tiffsave_buffer", grey, null, [("bitdepth", "1"), .. arguments]);
            Add(
                $"TIFF {layout} fax",
                "tiffsave_buffer",
                grey,
                null,
                [("bitdepth", "1"), ("compression", "ccittfax4"), .. arguments]
            );
        }
        Add(
            "TIFF pyramid",
            "tiffsave_buffer",
            picture,
            null,
            ("compression", "deflate"),
            ("pyramid", "true"),
            ("tile", "true"),
            ("tile-width", "64"),
            ("tile-height", "64")
        );
        foreach (bool tiled in (bool[])[false, true])
        foreach (bool deflate in (bool[])[false, true])
            kinds[$"TIFF planes in {(tiled ? "tiles" : "strips")} {(deflate ? "deflate" : "none")}"] =
                TiffFile.InPlanes(picture, Width, Height, tiled, deflate);

        foreach (string interlace in (string[])["false", "true"])
        {
            string suffix = interlace == "true" ? " interlaced" : "";
            Add($"PNG{suffix}", "pngsave_buffer", picture, null, ("interlace", interlace));
            Add(
                $"PNG uncompressed{suffix}",
                "pngsave_buffer",
                picture,
                null,
                ("interlace", interlace),
                ("compression", "0")
            );
            Add($"PNG palette{suffix}", "pngsave_buffer", picture, null, ("interlace", interlace), ("palette", "true"));
            Add($"PNG alpha{suffix}", "pngsave_buffer", alpha, null, ("interlace", interlace));
            Add($"PNG grey{suffix}", "pngsave_buffer", grey, null, ("interlace", interlace));
            Add($"PNG 16 bits{suffix}", "pngsave_buffer", picture, "rgb16", ("interlace", interlace));
            Add($"GIF{suffix}", "gifsave_buffer", picture, null, ("interlace", interlace));
            suffix = interlace == "true" ? " progressive" : "";
            Add($"JPEG{suffix}", "jpegsave_buffer", picture, null, ("interlace", interlace));
            Add($"JPEG grey{suffix}", "jpegsave_buffer", grey, null, ("interlace", interlace));
            Add($"JPEG CMYK{suffix}", "jpegsave_buffer", picture, "cmyk", ("interlace", interlace));
            Add(
                $"JPEG restarts{suffix}",
                "jpegsave_buffer",
                picture,
                null,
                ("interlace", interlace),
                ("restart-interval", "4")
            );
        }

        byte[] two = [.. picture, .. Picture(Width, Height, seed: 8)];
        (string, string) pages = ("page-height", Height.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("GIF animated", "gifsave_buffer", two, null, pages);
        Add("WebP lossy", "webpsave_buffer", picture);
        Add("WebP lossless", "webpsave_buffer", picture, null, ("lossless", "true"));
        Add("WebP lossy alpha", "webpsave_buffer", alpha);
        Add("WebP lossless alpha", "webpsave_buffer", alpha, null, ("lossless", "true"));
        Add("WebP lossy animated", "webpsave_buffer", two, null, pages);
        Add("WebP lossless animated", "webpsave_buffer", two, null, pages, ("lossless", "true"));

        (string, string)[] av1 = [("compression", "av1"), ("effort", "0")];
        Add("AVIF", "heifsave_buffer", picture, null, av1);
        Add("AVIF lossless", "heifsave_buffer", picture, null, [.. av1, ("lossless", "true")]);
        Add("AVIF full colours", "heifsave_buffer", picture, null, [.. av1, ("subsample-mode", "off")]);
        Add("AVIF alpha", "heifsave_buffer", alpha, null, av1);
        Add("AVIF grey", "heifsave_buffer", grey, null, av1);
        foreach (string bits in (string[])["10", "12"])
            Add($"AVIF {bits} bits", "heifsave_buffer", picture, "rgb16", [.. av1, ("bitdepth", bits)]);
        AddPlain(kinds, picture, grey, alpha);
        if (kinds.ContainsKey("AVIF"))
            kinds["AVIF grid"] = AvifGrid.Of(picture, Width, Height, columns: 2, rows: 2);
        return kinds;
    }

    // Without check sums: any bytes are pixels.
    private static void AddPlain(Dictionary<string, byte[]> kinds, byte[] picture, byte[] grey, byte[] alpha)
    {
        byte[] levels = [.. grey.Select(x => (byte)(x / 16))],
            palette = [.. Enumerable.Range(0, 16 * 3).Select(i => (byte)(i / 3 * 17))];
        kinds["BMP none"] = PlainFiles.Bmp(picture, Width, Height);
        kinds["BMP 16 bits none"] = PlainFiles.Bmp(picture, Width, Height, 16);
        kinds["BMP palette none"] = PlainFiles.BmpOfPalette(levels, palette, Width, Height, 4, runs: false);
        kinds["BMP runs none"] = PlainFiles.BmpOfPalette(levels, palette, Width, Height, 8, runs: true);
        kinds["PNM none"] = PlainFiles.Pnm(6, picture, Width, Height);
        kinds["PNM text none"] = PlainFiles.Pnm(2, grey, Width, Height);
        kinds["QOI none"] = PlainFiles.Qoi(alpha, Width, Height);
        byte[] mask = new byte[(Width + 31) / 32 * 4 * Height];
        kinds["ICO none"] = PlainFiles.Ico((Width, PlainFiles.InIco(PlainFiles.Bmp(picture, Width, Height), mask)));
    }
}
