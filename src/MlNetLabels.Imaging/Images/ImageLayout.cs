namespace MlNetLabels.Images;

/// <summary>The size that an image is scaled to and the rectangle that is kept of it, all in pixels.</summary>
internal readonly record struct ImageLayout(int ScaledWidth, int ScaledHeight, int Left, int Top, int Width, int Height)
{
    /// <summary>What a backbone wants of an upright image of this size.</summary>
    public static ImageLayout For(Preprocessing target, int width, int height)
    {
        if (target.Resize == ResizeMode.Squeeze)
            return new(target.Width, target.Height, 0, 0, target.Width, target.Height);
        double scale = Math.Max((double)target.Width / width, (double)target.Height / height) / target.CropFraction;
        int scaledWidth = Math.Max(target.Width, Scale(width, scale)),
            scaledHeight = Math.Max(target.Height, Scale(height, scale));
        return new(
            scaledWidth,
            scaledHeight,
            (scaledWidth - target.Width) / 2,
            (scaledHeight - target.Height) / 2,
            target.Width,
            target.Height
        );
    }

    /// <summary>The whole image with no side above <paramref name="maxSide"/>, never enlarged.</summary>
    public static ImageLayout Within(int maxSide, int width, int height)
    {
        double scale = Math.Min(1, (double)maxSide / Math.Max(width, height));
        int scaledWidth = Scale(width, scale),
            scaledHeight = Scale(height, scale);
        return new(scaledWidth, scaledHeight, 0, 0, scaledWidth, scaledHeight);
    }

    /// <summary>
    /// The same cut in the pixels as they are stored, before <paramref name="orientation"/> turns them upright.
    /// </summary>
    public ImageLayout AsStored(Orientation orientation)
    {
        var stored = orientation.SwapsSides
            ? new ImageLayout(ScaledHeight, ScaledWidth, Top, Left, Height, Width)
            : this;
        return stored with
        {
            Left = orientation.FlipsStoredX ? stored.ScaledWidth - stored.Width - stored.Left : stored.Left,
            Top = orientation.FlipsStoredY ? stored.ScaledHeight - stored.Height - stored.Top : stored.Top,
        };
    }

    private static int Scale(int side, double scale) =>
        Math.Max(1, (int)Math.Round(side * scale, MidpointRounding.AwayFromZero));
}
