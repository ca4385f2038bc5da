using System.Text;
using MlNetLabels.Data;

namespace MlNetLabels.Images;

/// <summary>
/// A file format by its first bytes (never by the file's name) and the libvips operation that reads it.
/// What is not in this list, or is read by code of ours, never reaches libvips.
/// </summary>
internal sealed record ImageFormat(string Name, string Loader, string FailOn = "error")
{
    // What these two decoders call a warning leaves part of the picture grey.
    private const string Warning = "warning";

    public static readonly ImageFormat Jpeg = new("JPEG", "jpegload_buffer", Warning);
    public static readonly ImageFormat Png = new("PNG", "pngload_buffer");
    public static readonly ImageFormat WebP = new("WebP", "webpload_buffer");
    public static readonly ImageFormat Gif = new("GIF", "gifload_buffer", Warning);
    public static readonly ImageFormat Tiff = new("TIFF", "tiffload_buffer");
    public static readonly ImageFormat Avif = new("AVIF", "heifload_buffer");
    public static readonly ImageFormat Svg = new("SVG", "svgload_buffer");

    /// <summary>Read by code of ours: see <see cref="Plain.PlainImages"/>.</summary>
    public static readonly ImageFormat Bmp = new("BMP", "");
    public static readonly ImageFormat Pnm = new("PNM", "");
    public static readonly ImageFormat Qoi = new("QOI", "");
    public static readonly ImageFormat Icon = new("ICO", "");

    private const int SvgSearchLength = 4096,
        PageSearchLength = 64;

    /// <summary>The format, or an <see cref="ImageException"/> that says what was found instead.</summary>
    public static ImageFormat Detect(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            throw new ImageException("empty file");
        if (data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return Jpeg;
        if (data.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return Png;
        if (data.StartsWith("GIF8"u8))
            return Gif;
        if (data.StartsWith("RIFF"u8) && HasAt(data, 8, "WEBP"u8))
            return WebP;
        if (IsTiff(data))
            return Tiff;
        if (IsoBrands.IsIso(data) && IsoBrands.IsAvif(data))
            return Avif;
        if (data.StartsWith("BM"u8))
            return Bmp;
        if (data.StartsWith("qoif"u8))
            return Qoi;
        if (data.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]) || data.StartsWith((ReadOnlySpan<byte>)[0, 0, 2, 0]))
            return Icon;
        if (data is [(byte)'P', >= (byte)'1' and <= (byte)'6', (byte)' ' or (>= 9 and <= 13) or (byte)'#', ..])
            return Pnm;
        if (OfficeFile.Is(data))
            throw new ImageException("a spreadsheet or document, not an image");
        if (BundleFile.Is(data))
            throw new ImageException($"{BundleFile.What}: --model, or in C# ImagePredictor.Load, takes it");
        if (Archive(data) is { } archive)
            throw new ImageException($"a {archive} archive, not an image: unpack it");
        if (IsPage(data))
            throw new ImageException("a web page, not an image: download the image itself");
        if (IsSvg(data))
            return Svg;
        throw new ImageException(
            Guess(data) is string name
                ? $"{name}, a format that is not read here: convert it to JPEG or PNG"
                : "not an image in a known format (JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PNM, QOI or ICO)"
        );
    }

    private static bool HasAt(ReadOnlySpan<byte> data, int offset, ReadOnlySpan<byte> magic) =>
        data.Length >= offset + magic.Length && data.Slice(offset, magic.Length).SequenceEqual(magic);

    // 42 marks a classic, 43 a big TIFF, in either byte order.
    private static bool IsTiff(ReadOnlySpan<byte> data) =>
        data.StartsWith("II*\0"u8)
        || data.StartsWith("MM\0*"u8)
        || data.StartsWith("II+\0"u8)
        || data.StartsWith("MM\0+"u8);

    private static bool IsSvg(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith(Encoding.UTF8.Preamble))
            data = data[3..];
        data = data[..Math.Min(data.Length, SvgSearchLength)].TrimStart(" \t\r\n"u8);
        return !data.IsEmpty && data[0] == '<' && data.IndexOf("<svg"u8) >= 0;
    }

    private static string? Archive(ReadOnlySpan<byte> data) =>
        data.StartsWith("PK\u0003\u0004"u8) ? "zip"
        : data.StartsWith("Rar!"u8) ? "RAR"
        : data.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF]) ? "7z"
        : null;

    // What a server gives instead of an image, mostly.
    private static bool IsPage(ReadOnlySpan<byte> data)
    {
        string start = Encoding
            .Latin1.GetString(data[..Math.Min(data.Length, PageSearchLength)])
            .TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Guess(ReadOnlySpan<byte> data) =>
        data.StartsWith("%PDF"u8) ? "PDF"
        : data.StartsWith("8BPS"u8) ? "Photoshop"
        : IsoBrands.IsIso(data) ? IsoBrands.Name(data)
        : HasAt(data, 4, "jP  "u8) || data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]) ? "JPEG 2000"
        : HasAt(data, 4, "JXL "u8) || data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) ? "JPEG XL"
        : null;
}
