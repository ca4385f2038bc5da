using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Backbones.Direct;

/// <summary>How the pixels of a tile lie.</summary>
/// <param name="Inputs">Of a pixel.</param>
/// <param name="InputStride">Floats from one pixel of inputs to the next.</param>
/// <param name="OutputStride">Floats from one pixel of outputs to the next.</param>
internal readonly record struct TileShape(int Inputs, int InputStride, int OutputStride);

/// <summary>
/// Seven pixels by one, two or three vectors of outputs: each input is taken once, and no sum leaves its register. The
/// seven are written out, since a compiler keeps named variables in registers and arrays in memory.
/// </summary>
internal static unsafe class PointwiseTile<TActivation>
    where TActivation : struct, IActivation
{
    private const int Lanes = DirectMap.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(float* value, Vector512<float> weight, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(Vector512.Create(*value), weight, sum);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Three(TileShape tile, float* input, float* weights, float* bias, float* output)
    {
        int stride = tile.InputStride,
            count = tile.Inputs;
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
        stride = tile.OutputStride;
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
    public static void Two(TileShape tile, float* input, float* weights, float* bias, float* output)
    {
        int stride = tile.InputStride,
            count = tile.Inputs;
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
        stride = tile.OutputStride;
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
    public static void One(TileShape tile, float* input, float* weights, float* bias, float* output)
    {
        int stride = tile.InputStride,
            count = tile.Inputs;
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
        stride = tile.OutputStride;
        TActivation.Apply(a0).Store(output);
        TActivation.Apply(b0).Store(output + stride);
        TActivation.Apply(c0).Store(output + 2 * stride);
        TActivation.Apply(d0).Store(output + 3 * stride);
        TActivation.Apply(e0).Store(output + 4 * stride);
        TActivation.Apply(f0).Store(output + 5 * stride);
        TActivation.Apply(g0).Store(output + 6 * stride);
    }
}
