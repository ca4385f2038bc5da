namespace MlNetLabels.Vision.Images;

/// <summary>
/// The weights of one axis of an anti-aliased bilinear resize, as Pillow and torchvision define it: a triangle as wide as two
/// output pixels (two input pixels where the image grows), weights of one output pixel sum to one, cut off at the border.
/// </summary>
internal sealed class ResampleAxis
{
    private readonly int[] _first;
    private readonly int[] _start;
    private readonly float[] _weights;

    /// <param name="inputs">Input pixels.</param>
    /// <param name="outputs">Pixels of the whole resized axis.</param>
    /// <param name="skip">Output pixels left out at the start.</param>
    /// <param name="count">Output pixels wanted after those.</param>
    public ResampleAxis(int inputs, int outputs, int skip, int count)
    {
        double scale = (double)inputs / outputs, support = Math.Max(1, scale);
        _first = new int[count];
        _start = new int[count + 1];
        _weights = new float[(long)count * Math.Min(inputs, (int)Math.Ceiling(2 * support) + 1)];
        Span<double> exact = new double[Math.Min(inputs, (int)Math.Ceiling(2 * support) + 1)];
        for (int i = 0; i < count; i++)
        {
            double centre = (skip + i + 0.5) * scale;
            int first = Math.Max(0, (int)Math.Floor(centre - support)), end = Math.Min(inputs, (int)Math.Ceiling(centre + support));
            double sum = 0;
            for (int k = first; k < end; k++) sum += exact[k - first] = Math.Max(0, 1 - Math.Abs(k + 0.5 - centre) / support);
            for (int k = first; k < end; k++) _weights[_start[i] + k - first] = (float)(exact[k - first] / sum);
            (_first[i], _start[i + 1]) = (first, _start[i] + end - first);
            MostTaps = Math.Max(MostTaps, end - first);
        }
    }

    /// <summary>Output pixels.</summary>
    public int Count => _first.Length;

    /// <summary>The most input pixels that one output pixel takes from.</summary>
    public int MostTaps { get; }

    /// <summary>The first input pixel of an output pixel; never falls from one to the next.</summary>
    public int First(int output) => _first[output];

    /// <summary>The weights of an output pixel's input pixels, from <see cref="First"/> on.</summary>
    public ReadOnlySpan<float> Weights(int output) => _weights.AsSpan(_start[output].._start[output + 1]);
}
