using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Images;

/// <summary>Zeros that some cameras put between a JPEG's last pixel and its end: the one warning that means no damage.</summary>
internal static class JpegPadding
{
    private const string Warning = "extraneous bytes before marker 0xd9";

    /// <summary>Whether libvips' reason for refusing this file is nothing but that.</summary>
    public static bool IsMeant(ImageException error, ReadOnlySpan<byte> data)
    {
        int end = data.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]);
        // A zero after a byte of ones is part of that byte.
        return error.InnerException is VipsException told
            && told.Told.Contains(Warning, StringComparison.Ordinal)
            && end > 1
            && data[end - 1] == 0
            && data[end - 2] != 0xFF;
    }
}
