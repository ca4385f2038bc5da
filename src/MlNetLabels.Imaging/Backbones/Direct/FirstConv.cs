using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Backbones.Direct;

/// <summary>The convolution of the image itself: planes of pixels to a map of at most sixteen channels.</summary>
internal sealed unsafe class FirstConv<TActivation> : IDirectStep
    where TActivation : struct, IActivation
{
    private const int Lanes = DirectMap.Lanes,
        Tile = DirectPlan.Tile;

    private readonly int _height,
        _width,
        _planes,
        _kernel,
        _stride;
    private readonly DirectMap _output;
    private readonly AlignedFloats _weights,
        _bias;

    // Of each tap, from the first one's pixel on.
    private readonly int[] _offsets;

    public FirstConv((int Height, int Width) image, DirectMap output, Convolution conv)
    {
        (_height, _width) = image;
        (_output, _kernel, _stride) = (output, conv.Kernel, conv.Stride);
        _planes = conv.Weights.Shape[1];
        _bias = new AlignedFloats(Lanes);
        conv.Bias.Values.CopyTo(_bias.Span);
        int taps = _planes * _kernel * _kernel;
        _offsets =
        [
            .. Enumerable
                .Range(0, taps)
                .Select(i => (i / _kernel / _kernel * _height + i / _kernel % _kernel) * _width + i % _kernel),
        ];
        _weights = new AlignedFloats(taps * Lanes);
        var packed = _weights.Span;
        float[] weights = conv.Weights.Values;
        for (int c = 0; c < output.Channels; c++)
        for (int tap = 0; tap < taps; tap++)
            packed[tap * Lanes + c] = weights[c * taps + tap];
    }

    public void Run(float* image, float* memory)
    {
        int pad = _kernel / 2;
        _output.ClearSides(memory);
        for (int y = 0; y < _output.Height; y++)
        {
            int top = y * _stride - pad;
            bool isInside = top >= 0 && top + _kernel <= _height;
            float* row = image + top * _width;
            float* target = memory + _output.Offset + _output.At(y * _output.Width);
            for (int x = 0; x < _output.Width; )
            {
                // The last seven may take some of those before them.
                int left = Math.Min(x, _output.Width - Tile) * _stride - pad;
                if (isInside && left >= 0 && left + (Tile - 1) * _stride + _kernel <= _width)
                {
                    x = Math.Min(x, _output.Width - Tile);
                    Seven(row + left, target + x * Lanes);
                    x += Tile;
                }
                else
                {
                    Single(row, target + x * Lanes, x, Math.Max(0, -top), Math.Min(_kernel, _height - top));
                    x++;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Seven(float* pixel, float* target)
    {
        var bias = Vector512.Load(_bias.Pointer);
        Vector512<float> a = bias,
            b = bias,
            c = bias,
            d = bias,
            e = bias,
            f = bias,
            g = bias;
        float* p0 = pixel,
            p1 = p0 + _stride,
            p2 = p1 + _stride,
            p3 = p2 + _stride,
            p4 = p3 + _stride,
            p5 = p4 + _stride,
            p6 = p5 + _stride;
        float* weights = _weights.Pointer;
        foreach (int offset in _offsets)
        {
            nint at = offset;
            var weight = Vector512.Load(weights);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(p0[at]), weight, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(p1[at]), weight, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(p2[at]), weight, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(p3[at]), weight, d);
            e = Vector512.FusedMultiplyAdd(Vector512.Create(p4[at]), weight, e);
            f = Vector512.FusedMultiplyAdd(Vector512.Create(p5[at]), weight, f);
            g = Vector512.FusedMultiplyAdd(Vector512.Create(p6[at]), weight, g);
            weights += Lanes;
        }
        TActivation.Apply(a).Store(target);
        TActivation.Apply(b).Store(target + Lanes);
        TActivation.Apply(c).Store(target + 2 * Lanes);
        TActivation.Apply(d).Store(target + 3 * Lanes);
        TActivation.Apply(e).Store(target + 4 * Lanes);
        TActivation.Apply(f).Store(target + 5 * Lanes);
        TActivation.Apply(g).Store(target + 6 * Lanes);
    }

    private void Single(float* row, float* target, int x, int first, int end)
    {
        int left = x * _stride - _kernel / 2,
            from = Math.Max(0, -left),
            to = Math.Min(_kernel, _width - left);
        var sum = Vector512.Load(_bias.Pointer);
        for (int plane = 0; plane < _planes; plane++)
        for (int ky = first; ky < end; ky++)
        for (int kx = from; kx < to; kx++)
            sum = Vector512.FusedMultiplyAdd(
                Vector512.Create(row[(plane * _height + ky) * _width + left + kx]),
                Vector512.Load(_weights.Pointer + ((plane * _kernel + ky) * _kernel + kx) * Lanes),
                sum
            );
        TActivation.Apply(sum).Store(target);
    }
}
