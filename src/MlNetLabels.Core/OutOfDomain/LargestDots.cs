namespace MlNetLabels.OutOfDomain;

/// <summary>
/// The rows of the largest dot products seen so far, largest first; of equals the one seen first stays.
/// </summary>
internal sealed class LargestDots(int capacity)
{
    private readonly float[] _dots = new float[capacity];
    private readonly int[] _rows = new int[capacity];
    private int _count;

    /// <summary>The rows kept.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>What a row must exceed to be kept.</summary>
    public float Least { get; private set; } = float.NegativeInfinity;

    public void Add(float dot, int row)
    {
        int at = _count < capacity ? _count++ : capacity - 1;
        for (; at > 0 && _dots[at - 1] < dot; at--)
            (_dots[at], _rows[at]) = (_dots[at - 1], _rows[at - 1]);
        (_dots[at], _rows[at]) = (dot, row);
        if (_count == capacity)
            Least = _dots[capacity - 1];
    }
}
