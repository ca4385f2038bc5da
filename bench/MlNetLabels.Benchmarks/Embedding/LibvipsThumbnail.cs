using MlNetLabels.Images;
using MlNetLabels.Images.Libvips;

namespace MlNetLabels.Benchmarks.Embedding;

/// <summary>libvips' own way to a small image, with its shrink-on-load and its kernels, to hold ours against.</summary>
internal static class LibvipsThumbnail
{
    public static unsafe void Make(ReadOnlySpan<byte> content, Preprocessing target)
    {
        fixed (byte* _ = content)
        {
            using var thumbnail = new VipsOperation("thumbnail_buffer");
            thumbnail.Set("buffer", content);
            thumbnail.Set("width", target.Width);
            thumbnail.Set("height", target.Height);
            if (target.Resize == ResizeMode.Squeeze)
                thumbnail.Set("size", "force");
            else
                thumbnail.Set("crop", "centre");
            using var image = thumbnail.Run();
            using var region = NativeMethods.RegionNew(image);
            byte* pixels = NativeMethods.RegionFetch(
                region,
                0,
                0,
                NativeMethods.Width(image),
                NativeMethods.Height(image),
                out nuint length
            );
            if (pixels is null)
                throw new InvalidOperationException("libvips gave no pixels.");
            NativeMethods.Free(pixels);
        }
    }
}
