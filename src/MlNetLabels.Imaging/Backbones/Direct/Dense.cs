using System.Runtime.Intrinsics;

namespace MlNetLabels.Backbones.Direct;

/// <summary>A convolution of one pixel where there is but one: a vector times a matrix.</summary>
internal sealed unsafe class Dense<TActivation> : IDirectStep
    where TActivation : struct, IActivation
{
    private const int Lanes = DirectMap.Lanes;

    private readonly DirectMap _input,
        _output;
    private readonly AlignedFloats _weights,
        _bias;

    public Dense(DirectMap input, DirectMap output, Convolution conv)
    {
        (_input, _output) = (input, output);
        _bias = new AlignedFloats(output.Stride);
        conv.Bias.Values.CopyTo(_bias.Span);
        _weights = new AlignedFloats(input.Channels * output.Stride);
        var packed = _weights.Span;
        float[] weights = conv.Weights.Values;
        for (int o = 0; o < output.Channels; o++)
        for (int i = 0; i < input.Channels; i++)
            packed[i * output.Stride + o] = weights[o * input.Channels + i];
    }

    public void Run(float* image, float* memory)
    {
        float* input = memory + _input.Offset,
            output = memory + _output.Offset;
        int stride = _output.Stride,
            v = 0;
        for (; v + 4 * Lanes <= stride; v += 4 * Lanes)
        {
            Vector512<float> a = Vector512.Load(_bias.Pointer + v),
                b = Vector512.Load(_bias.Pointer + v + Lanes),
                c = Vector512.Load(_bias.Pointer + v + 2 * Lanes),
                d = Vector512.Load(_bias.Pointer + v + 3 * Lanes);
            float* weights = _weights.Pointer + v;
            for (int i = 0; i < _input.Channels; i++, weights += stride)
            {
                var value = Vector512.Create(input[i]);
                a = Vector512.FusedMultiplyAdd(value, Vector512.Load(weights), a);
                b = Vector512.FusedMultiplyAdd(value, Vector512.Load(weights + Lanes), b);
                c = Vector512.FusedMultiplyAdd(value, Vector512.Load(weights + 2 * Lanes), c);
                d = Vector512.FusedMultiplyAdd(value, Vector512.Load(weights + 3 * Lanes), d);
            }
            TActivation.Apply(a).Store(output + v);
            TActivation.Apply(b).Store(output + v + Lanes);
            TActivation.Apply(c).Store(output + v + 2 * Lanes);
            TActivation.Apply(d).Store(output + v + 3 * Lanes);
        }
        for (; v < stride; v += Lanes)
        {
            var sum = Vector512.Load(_bias.Pointer + v);
            for (int i = 0; i < _input.Channels; i++)
                sum = Vector512.FusedMultiplyAdd(
                    Vector512.Create(input[i]),
                    Vector512.Load(_weights.Pointer + i * stride + v),
                    sum
                );
            TActivation.Apply(sum).Store(output + v);
        }
        // What fills up the last vector stays zero, also after a sigmoid.
        new Span<float>(output + _output.Channels, stride - _output.Channels).Clear();
    }
}
