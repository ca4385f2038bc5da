namespace MlNetLabels.Backbones;

/// <summary>
/// What a network makes of one picture, computed by somebody else. The picture has the card's width and height, and at
/// column x and row y, both from 0, with w(n) = |n mod 510 - 255|, the colours R = w(3x + 2y), G = w(x + 5y) div 2 and
/// B = 128 + w(4x + y) div 2, whole numbers from 0 to 255.
/// </summary>
public sealed record BackboneProbe
{
    /// <summary>The embedding's first values, 8 of them at least, or all.</summary>
    public required IReadOnlyList<float> Values { get; init; }

    /// <summary>What computed them, for people.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// Allowed length of the difference / length of <see cref="Values"/>, above 0 and below 1; null for 0.01.
    /// </summary>
    public double? Tolerance { get; init; }

    internal double Allowed => Tolerance ?? 0.01;
}
