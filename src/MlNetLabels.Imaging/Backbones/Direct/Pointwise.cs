using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Backbones.Direct;

/// <summary>
/// A convolution of one pixel: pixels x inputs times inputs x outputs, seven pixels by up to three vectors of outputs
/// at a time, each sum in a register from its first product to its activation.
/// </summary>
internal sealed unsafe class Pointwise<TActivation> : IDirectStep
    where TActivation : struct, IActivation
{
    private const int Tile = DirectPlan.Tile;

    private const int Lanes = DirectMap.Lanes;

    private readonly DirectMap _input,
        _output;
    private readonly DirectMap? _added;
    private readonly AlignedFloats _weights,
        _bias;

    public Pointwise(DirectMap input, DirectMap output, Convolution conv, DirectMap? added)
    {
        (_input, _output, _added) = (input, output, added);
        _bias = new AlignedFloats(output.Stride);
        conv.Bias.Values.CopyTo(_bias.Span);
        // Blocks of vectors of outputs, in each of which the inputs follow one another.
        _weights = new AlignedFloats(input.Channels * output.Stride);
        var packed = _weights.Span;
        float[] weights = conv.Weights.Values;
        for (int o = 0; o < output.Channels; o++)
        {
            var (start, width) = Block(o / Lanes);
            for (int i = 0; i < input.Channels; i++)
                packed[(start * input.Channels + i * width) * Lanes + o - start * Lanes] = weights[
                    o * input.Channels + i
                ];
        }
    }

    public void Run(float* image, float* memory)
    {
        float* input = memory + _input.Offset,
            output = memory + _output.Offset,
            added = _added is { } map ? memory + map.Offset : null;
        int vectors = _output.Stride / Lanes;
        _output.ClearSides(memory);
        for (int v = 0; v < vectors; )
        {
            var (start, width) = Block(v);
            float* weights = _weights.Pointer + start * Lanes * _input.Channels;
            for (int pixel = 0; pixel < _output.Pixels; pixel += Tile)
            {
                int at = _output.At(pixel) + v * Lanes;
                float* from = input + pixel * _input.Stride;
                if (width == 3)
                    Three(from, weights, _bias.Pointer + v * Lanes, output + at);
                else if (width == 2)
                    Two(from, weights, _bias.Pointer + v * Lanes, output + at);
                else
                    One(from, weights, _bias.Pointer + v * Lanes, output + at);
                if (added is not null)
                    AddTile(added + at, output + at, width);
            }
            v += width;
        }
    }

    // Pairs, and three where one would be left over.
    private (int Start, int Width) Block(int vector)
    {
        int vectors = _output.Stride / Lanes,
            pairs = vectors % 2 == 0 || vectors == 1 ? vectors / 2 : (vectors - 3) / 2;
        return vector < 2 * pairs ? (vector / 2 * 2, 2) : (2 * pairs, vectors - 2 * pairs);
    }

    private void AddTile(float* added, float* output, int width)
    {
        for (int pixel = 0; pixel < Tile; pixel++, added += _output.Stride, output += _output.Stride)
        for (int v = 0; v < width * Lanes; v += Lanes)
            (Vector512.Load(output + v) + Vector512.Load(added + v)).Store(output + v);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(float* value, Vector512<float> weight, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(Vector512.Create(*value), weight, sum);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Three(float* input, float* weights, float* bias, float* output)
    {
        int stride = _input.Stride,
            count = _input.Channels;
        var bias0 = Vector512.Load(bias);
        var bias1 = Vector512.Load(bias + Lanes);
        var bias2 = Vector512.Load(bias + 2 * Lanes);
        Vector512<float> a0 = bias0,
            b0 = bias0,
            c0 = bias0,
            d0 = bias0,
            e0 = bias0,
            f0 = bias0,
            g0 = bias0;
        Vector512<float> a1 = bias1,
            b1 = bias1,
            c1 = bias1,
            d1 = bias1,
            e1 = bias1,
            f1 = bias1,
            g1 = bias1;
        Vector512<float> a2 = bias2,
            b2 = bias2,
            c2 = bias2,
            d2 = bias2,
            e2 = bias2,
            f2 = bias2,
            g2 = bias2;
        float* p0 = input,
            p1 = p0 + stride,
            p2 = p1 + stride,
            p3 = p2 + stride,
            p4 = p3 + stride,
            p5 = p4 + stride,
            p6 = p5 + stride;
        for (int i = 0; i < count; i++)
        {
            var w0 = Vector512.Load(weights);
            var w1 = Vector512.Load(weights + Lanes);
            var w2 = Vector512.Load(weights + 2 * Lanes);
            var x0 = Vector512.Create(p0[i]);
            a0 = Vector512.FusedMultiplyAdd(x0, w0, a0);
            a1 = Vector512.FusedMultiplyAdd(x0, w1, a1);
            a2 = Vector512.FusedMultiplyAdd(x0, w2, a2);
            var x1 = Vector512.Create(p1[i]);
            b0 = Vector512.FusedMultiplyAdd(x1, w0, b0);
            b1 = Vector512.FusedMultiplyAdd(x1, w1, b1);
            b2 = Vector512.FusedMultiplyAdd(x1, w2, b2);
            var x2 = Vector512.Create(p2[i]);
            c0 = Vector512.FusedMultiplyAdd(x2, w0, c0);
            c1 = Vector512.FusedMultiplyAdd(x2, w1, c1);
            c2 = Vector512.FusedMultiplyAdd(x2, w2, c2);
            var x3 = Vector512.Create(p3[i]);
            d0 = Vector512.FusedMultiplyAdd(x3, w0, d0);
            d1 = Vector512.FusedMultiplyAdd(x3, w1, d1);
            d2 = Vector512.FusedMultiplyAdd(x3, w2, d2);
            var x4 = Vector512.Create(p4[i]);
            e0 = Vector512.FusedMultiplyAdd(x4, w0, e0);
            e1 = Vector512.FusedMultiplyAdd(x4, w1, e1);
            e2 = Vector512.FusedMultiplyAdd(x4, w2, e2);
            var x5 = Vector512.Create(p5[i]);
            f0 = Vector512.FusedMultiplyAdd(x5, w0, f0);
            f1 = Vector512.FusedMultiplyAdd(x5, w1, f1);
            f2 = Vector512.FusedMultiplyAdd(x5, w2, f2);
            var x6 = Vector512.Create(p6[i]);
            g0 = Vector512.FusedMultiplyAdd(x6, w0, g0);
            g1 = Vector512.FusedMultiplyAdd(x6, w1, g1);
            g2 = Vector512.FusedMultiplyAdd(x6, w2, g2);
            weights += 3 * Lanes;
        }
        stride = _output.Stride;
        TActivation.Apply(a0).Store(output);
        TActivation.Apply(a1).Store(output + Lanes);
        TActivation.Apply(a2).Store(output + 2 * Lanes);
        TActivation.Apply(b0).Store(output + stride);
        TActivation.Apply(b1).Store(output + stride + Lanes);
        TActivation.Apply(b2).Store(output + stride + 2 * Lanes);
        TActivation.Apply(c0).Store(output + 2 * stride);
        TActivation.Apply(c1).Store(output + 2 * stride + Lanes);
        TActivation.Apply(c2).Store(output + 2 * stride + 2 * Lanes);
        TActivation.Apply(d0).Store(output + 3 * stride);
        TActivation.Apply(d1).Store(output + 3 * stride + Lanes);
        TActivation.Apply(d2).Store(output + 3 * stride + 2 * Lanes);
        TActivation.Apply(e0).Store(output + 4 * stride);
        TActivation.Apply(e1).Store(output + 4 * stride + Lanes);
        TActivation.Apply(e2).Store(output + 4 * stride + 2 * Lanes);
        TActivation.Apply(f0).Store(output + 5 * stride);
        TActivation.Apply(f1).Store(output + 5 * stride + Lanes);
        TActivation.Apply(f2).Store(output + 5 * stride + 2 * Lanes);
        TActivation.Apply(g0).Store(output + 6 * stride);
        TActivation.Apply(g1).Store(output + 6 * stride + Lanes);
        TActivation.Apply(g2).Store(output + 6 * stride + 2 * Lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Two(float* input, float* weights, float* bias, float* output)
    {
        int stride = _input.Stride,
            count = _input.Channels;
        var bias0 = Vector512.Load(bias);
        var bias1 = Vector512.Load(bias + Lanes);
        Vector512<float> a0 = bias0,
            b0 = bias0,
            c0 = bias0,
            d0 = bias0,
            e0 = bias0,
            f0 = bias0,
            g0 = bias0;
        Vector512<float> a1 = bias1,
            b1 = bias1,
            c1 = bias1,
            d1 = bias1,
            e1 = bias1,
            f1 = bias1,
            g1 = bias1;
        float* p0 = input,
            p1 = p0 + stride,
            p2 = p1 + stride,
            p3 = p2 + stride,
            p4 = p3 + stride,
            p5 = p4 + stride,
            p6 = p5 + stride;
        for (int i = 0; i < count; i++)
        {
            var w0 = Vector512.Load(weights);
            var w1 = Vector512.Load(weights + Lanes);
            var x0 = Vector512.Create(p0[i]);
            a0 = Vector512.FusedMultiplyAdd(x0, w0, a0);
            a1 = Vector512.FusedMultiplyAdd(x0, w1, a1);
            var x1 = Vector512.Create(p1[i]);
            b0 = Vector512.FusedMultiplyAdd(x1, w0, b0);
            b1 = Vector512.FusedMultiplyAdd(x1, w1, b1);
            var x2 = Vector512.Create(p2[i]);
            c0 = Vector512.FusedMultiplyAdd(x2, w0, c0);
            c1 = Vector512.FusedMultiplyAdd(x2, w1, c1);
            var x3 = Vector512.Create(p3[i]);
            d0 = Vector512.FusedMultiplyAdd(x3, w0, d0);
            d1 = Vector512.FusedMultiplyAdd(x3, w1, d1);
            var x4 = Vector512.Create(p4[i]);
            e0 = Vector512.FusedMultiplyAdd(x4, w0, e0);
            e1 = Vector512.FusedMultiplyAdd(x4, w1, e1);
            var x5 = Vector512.Create(p5[i]);
            f0 = Vector512.FusedMultiplyAdd(x5, w0, f0);
            f1 = Vector512.FusedMultiplyAdd(x5, w1, f1);
            var x6 = Vector512.Create(p6[i]);
            g0 = Vector512.FusedMultiplyAdd(x6, w0, g0);
            g1 = Vector512.FusedMultiplyAdd(x6, w1, g1);
            weights += 2 * Lanes;
        }
        stride = _output.Stride;
        TActivation.Apply(a0).Store(output);
        TActivation.Apply(a1).Store(output + Lanes);
        TActivation.Apply(b0).Store(output + stride);
        TActivation.Apply(b1).Store(output + stride + Lanes);
        TActivation.Apply(c0).Store(output + 2 * stride);
        TActivation.Apply(c1).Store(output + 2 * stride + Lanes);
        TActivation.Apply(d0).Store(output + 3 * stride);
        TActivation.Apply(d1).Store(output + 3 * stride + Lanes);
        TActivation.Apply(e0).Store(output + 4 * stride);
        TActivation.Apply(e1).Store(output + 4 * stride + Lanes);
        TActivation.Apply(f0).Store(output + 5 * stride);
        TActivation.Apply(f1).Store(output + 5 * stride + Lanes);
        TActivation.Apply(g0).Store(output + 6 * stride);
        TActivation.Apply(g1).Store(output + 6 * stride + Lanes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void One(float* input, float* weights, float* bias, float* output)
    {
        int stride = _input.Stride,
            count = _input.Channels;
        var bias0 = Vector512.Load(bias);
        Vector512<float> a0 = bias0,
            b0 = bias0,
            c0 = bias0,
            d0 = bias0,
            e0 = bias0,
            f0 = bias0,
            g0 = bias0;
        float* p0 = input,
            p1 = p0 + stride,
            p2 = p1 + stride,
            p3 = p2 + stride,
            p4 = p3 + stride,
            p5 = p4 + stride,
            p6 = p5 + stride;
        for (int i = 0; i < count; i++)
        {
            var w0 = Vector512.Load(weights);
            a0 = Add(p0 + i, w0, a0);
            b0 = Add(p1 + i, w0, b0);
            c0 = Add(p2 + i, w0, c0);
            d0 = Add(p3 + i, w0, d0);
            e0 = Add(p4 + i, w0, e0);
            f0 = Add(p5 + i, w0, f0);
            g0 = Add(p6 + i, w0, g0);
            weights += 1 * Lanes;
        }
        stride = _output.Stride;
        TActivation.Apply(a0).Store(output);
        TActivation.Apply(b0).Store(output + stride);
        TActivation.Apply(c0).Store(output + 2 * stride);
        TActivation.Apply(d0).Store(output + 3 * stride);
        TActivation.Apply(e0).Store(output + 4 * stride);
        TActivation.Apply(f0).Store(output + 5 * stride);
        TActivation.Apply(g0).Store(output + 6 * stride);
    }
}
