using System.Buffers.Binary;
using System.Numerics;

namespace MlNetLabels.Images.Plain;

/// <summary>What a BMP's header says.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows; of an ICO those of the picture alone.</param>
/// <param name="TopDown">Whether the first row is the topmost.</param>
/// <param name="Bits">Bits a pixel.</param>
/// <param name="Packing">0 plain, 1 runs of bytes, 2 runs of half bytes.</param>
/// <param name="Masks">Of R, G, B and alpha, where pixels have 16 or 32 bits; an alpha of 0 is none.</param>
/// <param name="Palette">Where it begins.</param>
/// <param name="PaletteLength">Its colours.</param>
/// <param name="PaletteSize">Bytes of each.</param>
/// <param name="Start">Where the pixels begin.</param>
/// <param name="IsIcon">Whether a mask of one bit a pixel follows them.</param>
/// <remarks>Windows' BITMAPCOREHEADER, BITMAPINFOHEADER and its versions 2 to 5.</remarks>
internal readonly record struct BmpHeader(
    int Width,
    int Height,
    bool TopDown,
    int Bits,
    int Packing,
    (uint R, uint G, uint B, uint A) Masks,
    int Palette,
    int PaletteLength,
    int PaletteSize,
    int Start,
    bool IsIcon
)
{
    private const int FileHeader = 14,
        Core = 12,
        Info = 40,
        WithMasks = 52,
        WithAlpha = 56;
    private const uint Plain = 0,
        Runs4 = 2,
        Fields = 3,
        AlphaFields = 6;

    public static BmpHeader OfFile(ReadOnlySpan<byte> data)
    {
        if (data.Length < FileHeader + Core)
            throw new ImageException("truncated BMP");
        return Read(data, FileHeader, BinaryPrimitives.ReadUInt32LittleEndian(data[10..]));
    }

    /// <summary>Inside an ICO there is no header of a file, and twice the height: a mask follows.</summary>
    public static BmpHeader OfIcon(ReadOnlySpan<byte> picture)
    {
        var header = Read(picture, 0, null);
        return header.Height < 2
            ? throw new ImageException("damaged ICO")
            : header with
            {
                Height = header.Height / 2,
                IsIcon = true,
            };
    }

    /// <summary>Bytes from one row to the next.</summary>
    public long RowBytes => ((long)Width * Bits + 31) / 32 * 4;

    private static BmpHeader Read(ReadOnlySpan<byte> data, int at, uint? start)
    {
        if (data.Length < at + 4)
            throw new ImageException("truncated BMP");
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
        bool isCore = length == Core;
        if (!isCore && length is not (Info or WithMasks or WithAlpha or 64 or 108 or 124))
            throw new ImageException("damaged BMP: its header has an unknown length");
        if (data.Length < at + (int)length)
            throw new ImageException("truncated BMP");
        var header = data.Slice(at, (int)length);
        long width = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(header[4..]) : Int(header, 4),
            height = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) : Int(header, 8);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(header[(isCore ? 10 : 14)..]);
        uint packing = isCore ? 0 : (uint)Int(header, 16);
        if (width < 1 || height is 0 or int.MinValue || bits is not (1 or 4 or 8 or 16 or 24 or 32))
            throw new ImageException("damaged BMP");
        bool isField = packing is Fields or AlphaFields && length != 64;
        bool isRead =
            packing == Plain
            || (packing == 1 && bits == 8)
            || (packing == Runs4 && bits == 4)
            || (isField && bits >= 16 && bits != 24);
        if (!isRead)
            throw new ImageException(
                FormattableString.Invariant(
                    $"BMP of a kind that is not read here (compression {packing} of {bits} bits): save it as PNG or JPEG"
                )
            );
        int behind = at + (int)length;
        var masks = bits == 16 ? (0x7C00u, 0x3E0u, 0x1Fu, 0u) : (0xFF0000u, 0xFF00u, 0xFFu, 0u);
        if (isField)
        {
            // They follow a header that has no room for them.
            int place = length == Info ? behind : at + Info,
                count = packing == AlphaFields || length >= WithAlpha ? 4 : 3;
            if (data.Length < place + 4 * count)
                throw new ImageException("truncated BMP");
            masks = (
                (uint)Int(data, place),
                (uint)Int(data, place + 4),
                (uint)Int(data, place + 8),
                count == 4 ? (uint)Int(data, place + 12) : 0
            );
            if (length == Info)
                behind = place + 4 * count;
            if (!IsMask(masks.Item1) || !IsMask(masks.Item2) || !IsMask(masks.Item3))
                throw new ImageException("damaged BMP: its masks are no masks");
            if (!IsMask(masks.Item4))
                masks.Item4 = 0;
        }
        // An icon's 32 bits hold alpha without saying so.
        if (start is null && bits == 32 && packing == Plain)
            masks.Item4 = 0xFF00_0000;
        uint said = isCore ? 0 : (uint)Int(header, 32);
        int most = bits <= 8 ? 1 << bits : 0,
            size = isCore ? 3 : 4,
            colours = said == 0 || said > most ? most : (int)said;
        long pixels = start ?? (uint)(behind + colours * size);
        // A palette may be shorter than it says, but not reach into the pixels.
        if (pixels > data.Length)
            throw new ImageException("truncated BMP");
        colours = (int)Math.Clamp((pixels - behind) / size, 0, colours);
        return new(
            (int)width,
            (int)Math.Abs(height),
            height < 0,
            bits,
            isField ? 0 : (int)packing,
            masks,
            behind,
            colours,
            size,
            (int)pixels,
            IsIcon: false
        );
    }

    private static int Int(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadInt32LittleEndian(data[at..]);

    // Bits side by side.
    private static bool IsMask(uint mask) =>
        mask != 0
        && BitOperations.PopCount(mask)
            == 32 - BitOperations.LeadingZeroCount(mask) - BitOperations.TrailingZeroCount(mask);
}
