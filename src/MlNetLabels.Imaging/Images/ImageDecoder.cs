using MlNetLabels.Images.Jpeg;
using MlNetLabels.Images.Libvips;
using MlNetLabels.Images.Plain;

namespace MlNetLabels.Images;

/// <summary>
/// From a file's bytes to pixels of the wanted size: format, header, size check, shrink-on-load, colour, alpha over
/// white, resize. All of it runs on the calling thread, so that parallel callers are the only parallelism. Cancelling,
/// or the end of its time, ends it at the next row window.
/// </summary>
internal static class ImageDecoder
{
    public static void Decode<TTarget>(
        ReadOnlySpan<byte> data,
        ImageOptions options,
        TTarget target,
        CancellationToken cancellationToken = default
    )
        where TTarget : IPixelTarget, allows ref struct =>
        Decode(data, options, target, Timeout.InfiniteTimeSpan, cancellationToken);

    public static void Decode<TTarget>(
        ReadOnlySpan<byte> data,
        ImageOptions options,
        TTarget target,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
        where TTarget : IPixelTarget, allows ref struct
    {
        if (data.Length > options.MaxBytes)
            throw new ImageException(
                FormattableString.Invariant(
                    $"larger than the limit of {options.MaxBytes} bytes (ImageOptions.MaxBytes)"
                )
            );
        var format = ImageFormat.Detect(data);
        if (PlainImages.Reads(format))
        {
            PlainImages.Decode(data, format, options, ref target, timeout, cancellationToken);
            return;
        }
        if (format == ImageFormat.Icon)
        {
            data = IconFile.Largest(data);
            if (!data.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            {
                PlainImages.DecodeIcon(data, options, ref target, timeout, cancellationToken);
                return;
            }
            format = ImageFormat.Png;
        }
        if (format == ImageFormat.Jpeg)
        {
            if (JpegEnd.IsMissing(data))
                data = JpegEnd.Complete(data);
            JpegScans.Check(data);
            if (JpegReader.TryRead(data, options, ref target, new(timeout, cancellationToken), cancellationToken))
                return;
        }
        var clock = new DecodeClock(timeout, cancellationToken);
        if (format == ImageFormat.Tiff)
            TiffChecks.Run(data, options, clock);
        if (format == ImageFormat.Gif)
            GifChecks.Run(data, clock);
        if (format == ImageFormat.Avif)
            AvifFrames.Check(data);
        if (format == ImageFormat.Avif)
            CheckParts(data, options, clock, timeout, cancellationToken);
        DecodeByLibvips(data, format, options, target, timeout, cancellationToken);
    }

    private static void CheckParts(
        ReadOnlySpan<byte> data,
        ImageOptions options,
        DecodeClock clock,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var parts = AvifParts.Of(data);
        byte[] alone = parts.Count > 0 ? data.ToArray() : [];
        foreach (uint part in parts)
        {
            clock.Check();
            AvifParts.SetPrimary(alone, part);
            DecodeByLibvips(alone, ImageFormat.Avif, options, default(NoTarget), timeout, cancellationToken);
        }
    }

    private static void DecodeByLibvips<TTarget>(
        ReadOnlySpan<byte> data,
        ImageFormat format,
        ImageOptions options,
        TTarget target,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
        where TTarget : IPixelTarget, allows ref struct
    {
        VipsLibrary.EnsureReady();
        if (format == ImageFormat.Svg)
        {
            if (!options.AllowSvg)
                throw new ImageException("SVG drawings are not read unless ImageOptions.AllowSvg asks for it");
            VipsLibrary.UnblockSvg();
        }
        try
        {
            Run(format.FailOn, data, format, options, target, timeout, cancellationToken);
        }
        catch (ImageException e) when (format == ImageFormat.Jpeg && JpegPadding.IsMeant(e, data))
        {
            Run("error", data, format, options, target, timeout, cancellationToken);
        }
    }

    private static void Run<TTarget>(
        string failOn,
        ReadOnlySpan<byte> data,
        ImageFormat format,
        ImageOptions options,
        TTarget target,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
        where TTarget : IPixelTarget, allows ref struct =>
        VipsErrors.Run(
            format.Name,
            new Job<TTarget>(data, format, failOn, options, target, timeout, cancellationToken),
            static job => job.Run(),
            // A tile that cannot be decoded comes out black; stricter than "error" would refuse unknown tags as well.
            noneTold: format == ImageFormat.Tiff && TiffHeader.Read(new TiffDirectory(data)).IsTiled,
            grave: format == ImageFormat.Tiff ? TiffChecks.Grave : null
        );

    private ref struct Job<TTarget>(
        ReadOnlySpan<byte> data,
        ImageFormat format,
        string failOn,
        ImageOptions options,
        TTarget target,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
        where TTarget : IPixelTarget, allows ref struct
    {
        private readonly ReadOnlySpan<byte> _data = data;
        private TTarget _target = target;

        public unsafe void Run()
        {
            cancellationToken.ThrowIfCancellationRequested();
            var clock = new DecodeClock(timeout, cancellationToken);
            // Every native object is released before this method returns, so the bytes outlive all that points at them.
            fixed (byte* bytes = _data)
            {
                var image = Open(1);
                try
                {
                    int width = NativeMethods.Width(image),
                        height = NativeMethods.Height(image);
                    ImageSizes.Check(width, height, options);
                    var orientation = OrientationOf(image);
                    var upright = orientation.SwapsSides
                        ? _target.Layout(height, width)
                        : _target.Layout(width, height);
                    var stored = upright.AsStored(orientation);

                    int shrink = Shrink(width, height, stored);
                    long needed = DecodeMemory.Check(
                        DecodeMemory.Of(format, _data, image, shrink, stored),
                        _data.Length,
                        options
                    );
                    clock.Stop();
                    using var memory = DecodeBudgets.For(options).Decoding.Enter(needed, cancellationToken);
                    clock.Start();
                    if (shrink > 1)
                        Colours.Replace(ref image, Open(shrink));
                    if (DeepSamples.Has(image))
                        CheckDepth(clock);
                    if (
                        format == ImageFormat.Tiff
                        && new TiffDirectory(_data) is var tiff
                        && TiffColours.AreYCbCr(tiff)
                    )
                        TiffColours.ToRgb(ref image, tiff);
                    Colours.ToEightBitOverWhite(ref image);
                    _target.Begin(upright, orientation);
                    Resampler.Run(image, stored, ref _target, clock);
                }
                finally
                {
                    image.Dispose();
                }
            }
        }

        private readonly void CheckDepth(DecodeClock clock)
        {
            using var again = Open(1);
            DeepSamples.Check(again, clock);
        }

        private readonly GObjectHandle Open(int shrink)
        {
            using var load = new VipsOperation(format.Loader);
            load.Set("buffer", _data);
            load.Set("access", "sequential");
            load.Set("fail-on", failOn);
            if (shrink > 1 && format == ImageFormat.Jpeg)
                load.Set("shrink", shrink);
            if (shrink > 1 && format == ImageFormat.WebP)
                load.Set("scale", 1.0 / shrink);
            return load.Run();
        }

        // An AVIF's is part of its pixels, and libheif has turned them.
        private readonly Orientation OrientationOf(GObjectHandle image)
        {
            bool isSaid = NativeMethods.FieldType(image, "orientation") != 0 || format == ImageFormat.Avif;
            return new(
                isSaid ? NativeMethods.Orientation(image) : XmpOrientation.Find(VipsImages.Metadata(image, "xmp-data"))
            );
        }

        // A lossless WebP is decoded in full either way and then keeps the exact pixels that the same image has as PNG.
        private readonly int Shrink(int width, int height, ImageLayout stored)
        {
            bool can =
                format == ImageFormat.Jpeg
                || (format == ImageFormat.WebP && _data.Length > 15 && _data[12..16].SequenceEqual("VP8 "u8));
            return can ? ShrinkOnLoad.Of(width, height, stored) : 1;
        }
    }
}
