namespace MlNetLabels.Images;

/// <summary>
/// The orientation that XMP states, as an attribute or an element. EXIF's counts where a file has both; this one is for
/// files whose EXIF was taken away.
/// </summary>
/// <remarks>XMP specification, part 2, 3.7: tiff:Orientation, with the values of TIFF's tag.</remarks>
internal static class XmpOrientation
{
    /// <summary>1 to 8; 0 where it states none.</summary>
    public static int Find(ReadOnlySpan<byte> xmp)
    {
        var name = "tiff:Orientation"u8;
        for (int at = xmp.IndexOf(name); at >= 0; at = xmp.IndexOf(name))
        {
            xmp = xmp[(at + name.Length)..];
            var value = xmp.TrimStart(" \t\r\n=>\"'"u8);
            if (
                value is [>= (byte)'1' and <= (byte)'8' and var digit, var next, ..]
                && next is not (>= (byte)'0' and <= (byte)'9')
            )
                return digit - '0';
        }
        return 0;
    }
}
