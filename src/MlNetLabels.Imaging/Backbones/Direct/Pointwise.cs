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
        var tile = new TileShape(_input.Channels, _input.Stride, _output.Stride);
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
                    PointwiseTile<TActivation>.Three(tile, from, weights, _bias.Pointer + v * Lanes, output + at);
                else if (width == 2)
                    PointwiseTile<TActivation>.Two(tile, from, weights, _bias.Pointer + v * Lanes, output + at);
                else
                    PointwiseTile<TActivation>.One(tile, from, weights, _bias.Pointer + v * Lanes, output + at);
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
}
