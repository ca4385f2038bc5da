using System.Runtime.CompilerServices;

namespace MlNetLabels.Backbones.Direct;

/// <summary>Zeros that stay where they are and begin where a cache line does.</summary>
internal sealed unsafe class AlignedFloats
{
    private const int LineBytes = 64;

    private readonly float[] _values;

    public AlignedFloats(int length)
    {
        Length = length;
        _values = GC.AllocateArray<float>(length + LineBytes / sizeof(float), pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _values[0]);
        Pointer = (float*)((start + LineBytes - 1) & -LineBytes);
    }

    public int Length { get; }

    /// <summary>Valid as long as this object is.</summary>
    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);
}
