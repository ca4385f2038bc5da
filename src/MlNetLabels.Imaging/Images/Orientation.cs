namespace MlNetLabels.Images;

/// <summary>EXIF's orientation, 1 (upright) to 8; anything else counts as 1.</summary>
internal readonly record struct Orientation
{
    private readonly int _value;

    public Orientation(int value) => _value = value is >= 1 and <= 8 ? value : 1;

    /// <summary>Whether stored rows are upright columns.</summary>
    public bool SwapsSides => _value >= 5;

    /// <summary>Whether a stored row is read backwards.</summary>
    public bool FlipsStoredX => _value is 2 or 3 or 7 or 8;

    /// <summary>Whether stored rows are taken from the bottom up.</summary>
    public bool FlipsStoredY => _value is 3 or 4 or 6 or 7;

    /// <summary>
    /// Where stored pixel (x, y) belongs in an upright, row-major image of the given size: Origin + x * StepX + y *
    /// StepY.
    /// </summary>
    public (int Origin, int StepX, int StepY) Walk(int uprightWidth, int uprightHeight)
    {
        int alongX = SwapsSides ? uprightWidth : 1,
            alongY = SwapsSides ? 1 : uprightWidth;
        int storedWidth = SwapsSides ? uprightHeight : uprightWidth,
            storedHeight = SwapsSides ? uprightWidth : uprightHeight;
        int origin = (FlipsStoredX ? (storedWidth - 1) * alongX : 0) + (FlipsStoredY ? (storedHeight - 1) * alongY : 0);
        return (origin, FlipsStoredX ? -alongX : alongX, FlipsStoredY ? -alongY : alongY);
    }
}
