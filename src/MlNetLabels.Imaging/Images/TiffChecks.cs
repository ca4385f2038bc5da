using System.Text.RegularExpressions;

namespace MlNetLabels.Images;

/// <summary>
/// What libvips would read wrong without a word: tiles that are not in the file come out black, and samples other than
/// unsigned ones of up to 16 bits are cut to 8 bits without regard to their range, which files do not state.
/// </summary>
internal static partial class TiffChecks
{
    private const int BitsTag = 258,
        CompressionTag = 259,
        ColoursTag = 262,
        TileOffsetsTag = 324,
        TileByteCountsTag = 325,
        SampleFormatTag = 339;
    private const ulong MostBits = 16;
    private const long OldJpeg = 6,
        CieLab = 8;

    /// <summary>
    /// The warnings of libtiff after which part of the picture is missing; others are of tags that nobody needs.
    /// </summary>
    [GeneratedRegex(
        "Corrupt JPEG data|Invalid SOS|strip/tile size|error in tile|PackBitsDecode|buffer overrun|"
            + "Line length mismatch|Premature EO|Uncompressed data|Bad code word"
    )]
    public static partial Regex Grave { get; }

    /// <exception cref="ImageException">The file's first image is not whole or not of a kind that is read.</exception>
    public static void Run(ReadOnlySpan<byte> data, ImageOptions options, DecodeClock clock)
    {
        var directory = new TiffDirectory(data);
        TiffColours.Check(directory);
        CheckSamples(directory);
        CheckTiles(directory, (ulong)data.Length);
        var header = TiffHeader.Read(directory);
        if ((Int128)header.Width * header.Height <= options.MaxPixels)
            TiffBlocks.Check(data, directory, header, clock);
    }

    private static void CheckSamples(TiffDirectory directory)
    {
        ulong bits = Largest(directory[BitsTag]);
        string? kind = Largest(directory[SampleFormatTag]) switch
        {
            // Lab's two colours have a sign by their own definition.
            2 when directory[ColoursTag].First(0) == CieLab && bits <= MostBits => null,
            2 => "signed",
            3 => "floating-point",
            5 or 6 => "complex",
            _ => bits is 0 or 1 or 2 or 4 or 8 or MostBits ? null : "unsigned",
        };
        // A number of bits that no format has is damage, and libvips' to tell.
        if (kind is not null && bits <= 128)
            throw new ImageException(
                FormattableString.Invariant(
                    $"TIFF of {bits}-bit {kind} samples, {Why(bits, kind)}: save it with 8 or 16 unsigned bits"
                )
            );
    }

    private static string Why(ulong bits, string kind) =>
        kind == "unsigned" && bits < MostBits
            ? "which are not read here"
            : "which are not read here, as no file states their range";

    private static ulong Largest(TiffDirectory.Values values)
    {
        ulong largest = 0;
        for (long i = 0; i < values.Count; i++)
            largest = Math.Max(largest, values[i]);
        return largest;
    }

    private static void CheckTiles(TiffDirectory directory, ulong length)
    {
        var header = TiffHeader.Read(directory);
        if (!header.IsTiled)
            return;
        if (header.Planes == 2 && header.Samples > 1)
            throw new ImageException(
                "TIFF of tiles with each colour apart, which are not read here: convert it to JPEG or PNG"
            );
        if (directory[CompressionTag].First(0) == OldJpeg)
            throw new ImageException(
                "TIFF of old-style JPEG tiles, which are not read here: convert it to JPEG or PNG"
            );
        var offsets = directory[TileOffsetsTag];
        var counts = directory[TileByteCountsTag];
        long there = Math.Min(offsets.Count, counts.Count);
        for (long i = 0; i < header.Tiles; i++)
            if (
                i >= there
                || counts[i] == 0
                || offsets[i] == 0
                || counts[i] > length
                || offsets[i] > length - counts[i]
            )
                throw new ImageException(
                    FormattableString.Invariant($"truncated TIFF: tile {i + 1} is not in the file, or not all of it")
                );
    }
}
