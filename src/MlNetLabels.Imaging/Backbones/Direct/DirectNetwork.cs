using System.Collections.Concurrent;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Backbones.Direct;

/// <summary>
/// A network of convolutions as MobileNet's, run without ONNX Runtime where the processor has vectors of sixteen
/// floats: what ONNX Runtime does beside the products, a third of its time, is done here while they are in registers.
/// For many callers at once; a call computes on its caller's thread alone.
/// </summary>
internal sealed unsafe class DirectNetwork
{
    /// <summary>
    /// To be raised whenever the same image becomes other values: embeddings remembered from before are then made again.
    /// </summary>
    public const int Version = 1;

    private readonly IDirectStep[] _steps;
    private readonly DirectMap _result;
    private readonly int _imageLength,
        _memoryLength;

    // As many as there were callers at once.
    private readonly ConcurrentBag<AlignedFloats> _memories = [];

    private DirectNetwork(DirectPlan plan, DirectMap result, int imageLength)
    {
        _steps = [.. plan.Steps];
        _result = result;
        _imageLength = imageLength;
        _memoryLength = plan.Place();
    }

    /// <summary>Null where the processor or the network is of another kind.</summary>
    /// <param name="file">The ONNX file.</param>
    /// <param name="input">The image, 1 x 3 x height x width.</param>
    /// <param name="output">The embedding.</param>
    /// <param name="height">Of the image.</param>
    /// <param name="width">Of the image.</param>
    public static DirectNetwork? Read(ReadOnlySpan<byte> file, string input, string output, int height, int width)
    {
        if (!Vector512.IsHardwareAccelerated)
            return null;
        try
        {
            var plan = new DirectPlan(OnnxGraph.Read(file), input, height, width);
            return plan.Make(output) is { Pixels: 1 } result
                ? new DirectNetwork(plan, result, DirectPlan.Planes * height * width)
                : null;
        }
        catch (InvalidDataException)
        {
            return null; /* ONNX Runtime says what is wrong with the file */
        }
    }

    /// <summary>Embeds one image.</summary>
    public void Run(ReadOnlySpan<float> image, Span<float> embedding)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Length, _imageLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(embedding.Length, _result.Channels);
        if (!_memories.TryTake(out var memory))
            memory = new AlignedFloats(_memoryLength);
        fixed (float* pixels = image)
            foreach (var step in _steps)
                step.Run(pixels, memory.Pointer);
        memory.Span.Slice(_result.Offset, _result.Channels).CopyTo(embedding);
        _memories.Add(memory);
    }
}
