using System.Buffers.Binary;

namespace MlNetLabels.Suggesting;

/// <summary>
/// Whether answers stand when features are dropped: of standardised features a quarter is kept, each by chance and times
/// four, so that logits keep their mean. The chances come from the image's content, whatever its place in the pool.
/// </summary>
/// <param name="head">What answers.</param>
/// <param name="seed">Of the chances.</param>
internal sealed class FeatureDropout(AnswerHead head, int seed)
{
    /// <summary>How often it is tried; three, as in the source.</summary>
    public const int Passes = 3;

    // Two bits a feature, both of which must be set.
    private const int BitsEach = 2;
    private const float Scale = 4;

    private readonly float[] _standardised = new float[head.Standardizer.Dimension],
        _kept = new float[head.Standardizer.Dimension],
        _whole = new float[head.Layer.Outputs],
        _dropped = new float[head.Layer.Outputs];

    /// <summary>In how many passes the answer changes.</summary>
    public int Changes(ReadOnlySpan<float> embedding, UInt128 content)
    {
        head.Standardizer.Apply(embedding, _standardised);
        head.Layer.Logits(_standardised, _whole);
        ulong state = (ulong)content ^ BinaryPrimitives.ReverseEndianness((ulong)seed);
        int changes = 0;
        for (int pass = 0; pass < Passes; pass++)
        {
            Drop(ref state);
            head.Layer.Logits(_kept, _dropped);
            if (!head.AreAlike(_whole, _dropped))
                changes++;
        }
        return changes;
    }

    private void Drop(ref ulong state)
    {
        ulong bits = 0;
        for (int j = 0; j < _kept.Length; j++)
        {
            if (j % (64 / BitsEach) == 0)
                bits = Next(ref state);
            _kept[j] = (bits & 3) == 3 ? Scale * _standardised[j] : 0;
            bits >>= BitsEach;
        }
    }

    // SplitMix64: Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014).
    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
