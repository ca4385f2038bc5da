using System.Runtime.Intrinsics;

namespace MlNetLabels.Backbones.Direct;

/// <summary>Multiplies each channel of a map by its own factor, in place.</summary>
internal sealed unsafe class Scaling(DirectMap map, DirectMap factors) : IDirectStep
{
    public void Run(float* image, float* memory)
    {
        for (int c = 0; c < map.Stride; c += DirectMap.Lanes)
        {
            var factor = Vector512.Load(memory + factors.Offset + c);
            float* pixel = memory + map.Offset + c;
            for (int i = 0; i < map.Pixels; i++, pixel += map.Stride)
                (Vector512.Load(pixel) * factor).Store(pixel);
        }
    }
}
