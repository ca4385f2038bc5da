using System.Buffers.Binary;

namespace MlNetLabels.Images;

/// <summary>What a file of the ISO base media format says it is: its own brand and those that it is compatible with.</summary>
/// <remarks>ISO/IEC 14496-12, 4.3; ISO/IEC 23008-12, 10; AV1 Image File Format, 8.</remarks>
internal static class IsoBrands
{
    private const int BrandLength = 4,
        TypeStart = 4,
        FirstBrand = 8,
        OthersStart = 16;

    public static bool IsIso(ReadOnlySpan<byte> data) =>
        data.Length >= OthersStart && data.Slice(TypeStart, BrandLength).SequenceEqual("ftyp"u8);

    /// <summary>Whether a still picture of AV1 is promised, whatever the file's first brand.</summary>
    public static bool IsAvif(ReadOnlySpan<byte> data) => Has(data, "avif"u8);

    /// <summary>A name for what is no AVIF.</summary>
    public static string? Name(ReadOnlySpan<byte> data) =>
        Has(data, "avis"u8) ? "AVIF animation"
        : Has(data, "hei"u8) || Has(data, "hev"u8) ? "HEIC"
        : Has(data, "crx "u8) ? "Canon raw"
        : Has(data, "mif1"u8) || Has(data, "msf1"u8) ? "HEIF without the brand of a codec"
        : Has(data, "isom"u8) || Has(data, "mp4"u8) || Has(data, "qt  "u8) || Has(data, "M4V"u8) ? "video"
        : null;

    // A brand that starts so.
    private static bool Has(ReadOnlySpan<byte> data, ReadOnlySpan<byte> brand)
    {
        if (data.Slice(FirstBrand, BrandLength).StartsWith(brand))
            return true;
        long end = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(data), (uint)data.Length);
        for (int at = OthersStart; at + BrandLength <= end; at += BrandLength)
            if (data.Slice(at, BrandLength).StartsWith(brand))
                return true;
        return false;
    }
}
