namespace MlNetLabels.Images.Jpeg;

/// <summary>
/// What stands before the pixels of an ordinary JPEG: 8 bits, Huffman codes, one scan of all of its pixels, grey or
/// YCbCr whose colours have every pixel or every other one across, or across and down.
/// </summary>
/// <remarks>ITU-T T.81, annex B.</remarks>
internal sealed class JpegFrame
{
    public const int BlockSide = 8;

    private const int MostTables = 4,
        OrientationTag = 274,
        AdobeYCbCr = 1;

    private static ReadOnlySpan<byte> XmpName => "http://ns.adobe.com/xap/1.0/\0"u8;

    private readonly float[]?[] _quantisers = new float[]?[MostTables];
    private readonly JpegHuffman?[] _dc = new JpegHuffman?[MostTables],
        _ac = new JpegHuffman?[MostTables];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>EXIF's, else XMP's; 1 where there is none.</summary>
    public int Orientation { get; private set; } = 1;

    /// <summary>Units of a scan from one restart marker to the next; 0 where there are none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>One of grey, or three of Y, Cb, Cr.</summary>
    public JpegComponent[] Components { get; private set; } = [];

    /// <summary>Where the coded pixels begin.</summary>
    public int Pixels { get; private set; }

    /// <summary>Pixels across in one unit of the scan.</summary>
    public int UnitWidth => BlockSide * Components[0].Across;

    /// <summary>Pixels down in one unit of the scan.</summary>
    public int UnitHeight => BlockSide * Components[0].Down;

    public int UnitsAcross => (Width + UnitWidth - 1) / UnitWidth;

    public int UnitsDown => (Height + UnitHeight - 1) / UnitHeight;

    /// <summary>Null where the file is of another kind, or not quite in order.</summary>
    public static JpegFrame? Read(ReadOnlySpan<byte> data)
    {
        var frame = new JpegFrame();
        var segments = new JpegSegments(data);
        bool isJfif = false,
            isAdobe = false,
            isExif = false,
            isTurned = false;
        while (segments.MoveNext())
        {
            var body = segments.Body;
            bool isRight = true;
            switch (segments.Marker)
            {
                case 0xC0 or 0xC1:
                    isRight = frame.ReadSizes(body);
                    break;
                case 0xC4:
                    isRight = frame.ReadCodes(body);
                    break;
                case 0xDB:
                    isRight = frame.ReadQuantisers(body);
                    break;
                case 0xDD:
                    isRight = body.Length == 2;
                    frame.RestartInterval = isRight ? body[0] << 8 | body[1] : 0;
                    break;
                case 0xDA:
                    frame.Pixels = segments.End;
                    return frame.ReadScan(body) && frame.IsYCbCr(isJfif, isAdobe) ? frame : null;
                case 0xE0:
                    isJfif |= body.StartsWith("JFIF\0"u8);
                    break;
                case 0xE1 when body.StartsWith("Exif\0\0"u8):
                    isRight = !isExif;
                    isExif = true;
                    var orientation = new TiffDirectory(body[6..])[OrientationTag];
                    if (orientation.Count > 0)
                        (frame.Orientation, isTurned) = ((int)orientation.First(1), true);
                    break;
                case 0xE1 when body.StartsWith(XmpName) && !isTurned:
                    frame.Orientation = Math.Max(frame.Orientation, XmpOrientation.Find(body[XmpName.Length..]));
                    break;
                case 0xEE when body.StartsWith("Adobe"u8):
                    isRight = body.Length >= 12 && body[11] == AdobeYCbCr;
                    isAdobe = true;
                    break;
                case 0xFE or (>= 0xE0 and <= 0xEF):
                    break;
                default:
                    return null;
            }
            if (!isRight)
                return null;
        }
        return null;
    }

    // Where nothing says so, the numbers that JFIF gives its components do.
    private bool IsYCbCr(bool isJfif, bool isAdobe) =>
        Components.Length == 1 || isJfif || isAdobe || Components.Select(c => c.Id).SequenceEqual([1, 2, 3]);

    private bool ReadSizes(ReadOnlySpan<byte> body)
    {
        if (Components.Length > 0 || body.Length < 6 || body[0] != 8 || body.Length != 6 + 3 * body[5])
            return false;
        (Height, Width) = (body[1] << 8 | body[2], body[3] << 8 | body[4]);
        if (Width == 0 || Height == 0 || body[5] is not (1 or 3))
            return false;
        Components = new JpegComponent[body[5]];
        for (int i = 0; i < Components.Length; i++)
        {
            var about = body.Slice(6 + 3 * i, 3);
            if (about[2] >= MostTables)
                return false;
            // A scan of one component goes block by block, whatever its sampling.
            bool alone = Components.Length == 1;
            Components[i] = new JpegComponent(about[0], alone ? 1 : about[1] >> 4, alone ? 1 : about[1] & 15, about[2]);
        }
        return Components is [_]
            || Components
                is [
                    { Across: 1, Down: 1 }
                    or { Across: 2, Down: 1 or 2 },
                    { Across: 1, Down: 1 },
                    { Across: 1, Down: 1 },
                ];
    }

    private bool ReadQuantisers(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            int bytes = 1 + (body[0] >> 4),
                table = body[0] & 15;
            if (bytes > 2 || table >= MostTables || body.Length < 1 + bytes * ZigZag.Length)
                return false;
            var values = new float[ZigZag.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = bytes == 1 ? body[1 + i] : body[1 + 2 * i] << 8 | body[2 + 2 * i];
            _quantisers[table] = values;
            body = body[(1 + bytes * values.Length)..];
        }
        return true;
    }

    private bool ReadCodes(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            int kind = body[0] >> 4,
                table = body[0] & 15;
            if (kind > 1 || table >= MostTables || JpegHuffman.Read(body[1..], isAc: kind == 1) is not { } codes)
                return false;
            (kind == 0 ? _dc : _ac)[table] = codes;
            body = body[(1 + codes.Bytes)..];
        }
        return true;
    }

    private bool ReadScan(ReadOnlySpan<byte> body)
    {
        int count = Components.Length;
        if (
            count == 0
            || body.Length != 4 + 2 * count
            || body[0] != count
            || !body[^3..].SequenceEqual<byte>([0, 63, 0])
        )
            return false;
        for (int i = 0; i < count; i++)
        {
            var component = Components[i];
            int dc = body[2 + 2 * i] >> 4,
                ac = body[2 + 2 * i] & 15;
            if (body[1 + 2 * i] != component.Id || dc >= MostTables || ac >= MostTables)
                return false;
            if (
                _quantisers[component.QuantiserIndex] is not { } quantiser
                || _dc[dc] is not { } dcCodes
                || _ac[ac] is not { } acCodes
            )
                return false;
            (component.Quantiser, component.Dc, component.Ac) = (quantiser, dcCodes, acCodes);
        }
        return true;
    }
}
