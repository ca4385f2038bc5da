using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Backbones.Direct;

/// <summary>A convolution of each channel by itself, padded to keep the size at stride 1.</summary>
internal sealed unsafe class Depthwise<TActivation> : IDirectStep
    where TActivation : struct, IActivation
{
    private const int Lanes = DirectMap.Lanes,
        Tile = DirectPlan.Tile;

    private readonly DirectMap _input,
        _output;
    private readonly int _kernel,
        _stride;
    private readonly AlignedFloats _weights,
        _bias;

    // Of each tap, from the first one's pixel on.
    private readonly int[] _offsets;

    public Depthwise(DirectMap input, DirectMap output, Convolution conv)
    {
        (_input, _output, _kernel, _stride) = (input, output, conv.Kernel, conv.Stride);
        _bias = new AlignedFloats(output.Stride);
        conv.Bias.Values.CopyTo(_bias.Span);
        int taps = _kernel * _kernel;
        _offsets =
        [
            .. Enumerable.Range(0, taps).Select(i => i / _kernel * input.RowStride + i % _kernel * input.Stride),
        ];
        _weights = new AlignedFloats(taps * output.Stride);
        var packed = _weights.Span;
        float[] weights = conv.Weights.Values;
        for (int c = 0; c < output.Channels; c++)
        for (int tap = 0; tap < taps; tap++)
            packed[tap * output.Stride + c] = weights[c * taps + tap];
    }

    public void Run(float* image, float* memory)
    {
        float* input = memory + _input.Offset,
            output = memory + _output.Offset;
        int step = _stride * _input.Stride;
        for (int y = 0; y < _output.Height; y++)
        {
            // Rows above the first and below the last are left out.
            int top = y * _stride - _kernel / 2,
                first = Math.Max(0, -top) * _kernel,
                end = Math.Min(_kernel, _input.Height - top) * _kernel;
            for (int c = 0; c < _output.Stride; c += Lanes)
            for (int x = 0; x < _output.Width; x += Tile)
                Seven(
                    input + top * _input.RowStride + x * step + c,
                    step,
                    c,
                    first,
                    end,
                    output + _output.At(y * _output.Width + x) + c
                );
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Seven(float* input, int step, int channel, int first, int end, float* output)
    {
        var bias = Vector512.Load(_bias.Pointer + channel);
        Vector512<float> a = bias,
            b = bias,
            c = bias,
            d = bias,
            e = bias,
            f = bias,
            g = bias;
        float* p0 = input,
            p1 = p0 + step,
            p2 = p1 + step,
            p3 = p2 + step,
            p4 = p3 + step,
            p5 = p4 + step,
            p6 = p5 + step;
        int stride = _output.Stride;
        float* weights = _weights.Pointer + channel + first * stride;
        ref int offset = ref MemoryMarshal.GetArrayDataReference(_offsets);
        for (int i = first; i < end; i++, weights += stride)
        {
            nint at = Unsafe.Add(ref offset, i);
            var weight = Vector512.Load(weights);
            a = Vector512.FusedMultiplyAdd(Vector512.Load(p0 + at), weight, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Load(p1 + at), weight, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Load(p2 + at), weight, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Load(p3 + at), weight, d);
            e = Vector512.FusedMultiplyAdd(Vector512.Load(p4 + at), weight, e);
            f = Vector512.FusedMultiplyAdd(Vector512.Load(p5 + at), weight, f);
            g = Vector512.FusedMultiplyAdd(Vector512.Load(p6 + at), weight, g);
        }
        TActivation.Apply(a).Store(output);
        TActivation.Apply(b).Store(output + stride);
        TActivation.Apply(c).Store(output + 2 * stride);
        TActivation.Apply(d).Store(output + 3 * stride);
        TActivation.Apply(e).Store(output + 4 * stride);
        TActivation.Apply(f).Store(output + 5 * stride);
        TActivation.Apply(g).Store(output + 6 * stride);
    }
}
