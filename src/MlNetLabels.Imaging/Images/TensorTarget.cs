using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Images;

/// <summary>Writes upright, normalised colour planes: (pixel / 255 - mean) / std.</summary>
internal ref struct TensorTarget : IPixelTarget
{
    private readonly Preprocessing _preprocessing;
    private readonly Span<float> _tensor;
    private readonly Vector128<float> _scale,
        _offset;
    private readonly int _plane;
    private readonly int _red,
        _blue;
    private int _origin,
        _stepX,
        _stepY;

    public TensorTarget(Preprocessing preprocessing, Span<float> tensor)
    {
        _preprocessing = preprocessing;
        _tensor = tensor;
        _plane = preprocessing.Width * preprocessing.Height;
        (_red, _blue) = preprocessing.Channels == ChannelOrder.Rgb ? (0, 2 * _plane) : (2 * _plane, 0);
        for (int c = 0; c < 3; c++)
        {
            _scale = _scale.WithElement(c, 1 / (255f * preprocessing.Std[c]));
            _offset = _offset.WithElement(c, -preprocessing.Mean[c] / preprocessing.Std[c]);
        }
    }

    public readonly ImageLayout Layout(int width, int height) => ImageLayout.For(_preprocessing, width, height);

    public void Begin(ImageLayout upright, Orientation orientation) =>
        (_origin, _stepX, _stepY) = orientation.Walk(upright.Width, upright.Height);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Write(int x, int y, Vector128<float> colour)
    {
        var normalised = Vector128.MultiplyAddEstimate(colour, _scale, _offset);
        int index = _origin + x * _stepX + y * _stepY;
        _tensor[index + _red] = normalised.GetElement(0);
        _tensor[index + _plane] = normalised.GetElement(1);
        _tensor[index + _blue] = normalised.GetElement(2);
    }

    public readonly void WriteRow(int y, ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue)
    {
        if (_stepX == 1)
        {
            var row = _tensor[(_origin + y * _stepY)..];
            Normalise(red, 0, row[_red..]);
            Normalise(green, 1, row[_plane..]);
            Normalise(blue, 2, row[_blue..]);
            return;
        }
        for (int x = 0; x < red.Length; x++)
            Write(x, y, Vector128.Create(red[x], green[x], blue[x], 0));
    }

    private readonly void Normalise(ReadOnlySpan<float> levels, int channel, Span<float> row)
    {
        var (scale, offset) = (new Vector<float>(_scale[channel]), new Vector<float>(_offset[channel]));
        int x = 0;
        for (; x <= levels.Length - Vector<float>.Count; x += Vector<float>.Count)
            Vector.MultiplyAddEstimate(new Vector<float>(levels[x..]), scale, offset).CopyTo(row[x..]);
        for (; x < levels.Length; x++)
            row[x] = float.MultiplyAddEstimate(levels[x], _scale[channel], _offset[channel]);
    }
}
