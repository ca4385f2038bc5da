using System.Runtime.Intrinsics;

namespace MlNetLabels.Backbones.Direct;

/// <summary>The mean of each channel over all pixels.</summary>
internal sealed unsafe class Pooling(DirectMap input, DirectMap output) : IDirectStep
{
    public void Run(float* image, float* memory)
    {
        var share = Vector512.Create(1f / input.Pixels);
        for (int c = 0; c < input.Stride; c += DirectMap.Lanes)
        {
            float* pixel = memory + input.Offset + c;
            Vector512<float> even = default,
                odd = default;
            int i = 0;
            for (; i + 2 <= input.Pixels; i += 2, pixel += 2 * input.Stride)
            {
                even += Vector512.Load(pixel);
                odd += Vector512.Load(pixel + input.Stride);
            }
            if (i < input.Pixels)
                even += Vector512.Load(pixel);
            ((even + odd) * share).Store(memory + output.Offset + c);
        }
    }
}
