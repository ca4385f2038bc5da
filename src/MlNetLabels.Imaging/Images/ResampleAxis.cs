namespace MlNetLabels.Images;

/// <summary>
/// The weights of one axis of an anti-aliased bilinear resize, as Pillow and torchvision define it: a triangle as wide
/// as two output pixels (two input pixels where the image grows), weights of one output pixel sum to one, cut off at
/// the border.
/// </summary>
internal sealed class ResampleAxis
{
    private readonly int[] _first;
    private readonly float[] _weights;

    /// <param name="inputs">Input pixels.</param>
    /// <param name="outputs">Pixels of the whole resized axis.</param>
    /// <param name="skip">Output pixels left out at the start.</param>
    /// <param name="count">Output pixels wanted after those.</param>
    public ResampleAxis(int inputs, int outputs, int skip, int count)
    {
        double scale = (double)inputs / outputs,
            support = Math.Max(1, scale);
        // No window holds more centres of pixels with a weight above zero.
        Taps = Math.Min(inputs, (int)Math.Ceiling(2 * support));
        _first = new int[count];
        _weights = new float[checked(count * Taps)];
        Span<double> exact = new double[Taps];
        for (int i = 0; i < count; i++)
        {
            double centre = (skip + i + 0.5) * scale,
                sum = 0;
            int first = Math.Clamp((int)Math.Ceiling(centre - support - 0.5), 0, inputs - Taps);
            for (int k = 0; k < Taps; k++)
                sum += exact[k] = Math.Max(0, 1 - Math.Abs(first + k + 0.5 - centre) / support);
            for (int k = 0; k < Taps; k++)
                _weights[i * Taps + k] = (float)(exact[k] / sum);
            _first[i] = first;
        }
    }

    /// <summary>Output pixels.</summary>
    public int Count => _first.Length;

    /// <summary>
    /// Input pixels that every output pixel takes from; weights at the ends may be zero. Equal for all, so that loops
    /// are predictable.
    /// </summary>
    public int Taps { get; }

    /// <summary>The first input pixel of each output pixel; never falls from one to the next.</summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary><see cref="Taps"/> weights for each output pixel, one after another.</summary>
    public ReadOnlySpan<float> Weights => _weights;
}
