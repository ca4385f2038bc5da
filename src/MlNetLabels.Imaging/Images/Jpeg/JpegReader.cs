using System.Runtime.Intrinsics;

namespace MlNetLabels.Images.Jpeg;

/// <summary>
/// Reads ordinary JPEGs in about 0.6 of libvips' time: nothing but the codes, the inverse transform and the resize is
/// done. What it finds to be another kind, or not in perfect order, it leaves to libvips, whose word counts.
/// </summary>
internal static class JpegReader
{
    // More would fall out of the processor's caches, where libvips, which goes by rows, does as well.
    private const long MostBytes = 4 << 20;

    // Narrower ones are doubled in another way.
    private const int LeastColours = 3;

    /// <summary>False where nothing was read, or what was written to the target does not count.</summary>
    public static bool TryRead<TTarget>(
        ReadOnlySpan<byte> data,
        ImageOptions options,
        ref TTarget target,
        DecodeClock clock,
        CancellationToken cancellationToken
    )
        where TTarget : IPixelTarget, allows ref struct
    {
        // In pairs of narrower vectors it takes longer than libvips.
        if (!Vector256.IsHardwareAccelerated || JpegFrame.Read(data) is not { } frame || !IsFit(frame, options))
            return false;
        var orientation = new Orientation(frame.Orientation);
        var upright = orientation.SwapsSides
            ? target.Layout(frame.Height, frame.Width)
            : target.Layout(frame.Width, frame.Height);
        var stored = upright.AsStored(orientation);
        if (ShrinkOnLoad.Of(frame.Width, frame.Height, stored) > 1)
            return false;
        clock.Stop();
        using var memory = DecodeBudgets.For(options).Decoding.Enter(JpegPlanes.BytesOf(frame), cancellationToken);
        clock.Start();
        using var planes = new JpegPlanes(frame);
        if (!JpegScan.Decode(frame, data, planes, clock))
            return false;
        target.Begin(upright, orientation);
        using var resampler = new JpegResampler(frame, planes, stored);
        resampler.Run(ref target, clock);
        return true;
    }

    private static bool IsFit(JpegFrame frame, ImageOptions options) =>
        (long)frame.Width * frame.Height <= options.MaxPixels
        && JpegPlanes.BytesOf(frame) <= Math.Min(MostBytes, options.MaxMemory)
        && (frame.Components[0].Across == 1 || frame.Width > 2 * LeastColours);
}
