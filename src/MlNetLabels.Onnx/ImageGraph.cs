using MlNetLabels.Images;

namespace MlNetLabels.Onnx;

/// <summary>
/// The resize of <see cref="Resampler"/> as a graph: the weights of both axes are computed from the image's size as
/// <see cref="ResampleAxis"/> does, but as whole matrices, and multiplied with the pixels. (Resize itself can do
/// without shrinking artefacts only from opset 18 on.)
/// </summary>
internal static class ImageGraph
{
    /// <summary>uint8 [N x height x width x 3] to the backbone's input, float [N x 3 x H x W].</summary>
    public static GraphTensor ToTensor(GraphTensor image, Preprocessing target)
    {
        var graph = image.Scope;
        var shape = graph.Call("Shape", [image]);
        GraphTensor height = Side(1),
            width = Side(2);
        var (across, down) =
            target.Resize == ResizeMode.Squeeze
                ? (
                    Axis(width, graph.Double(target.Width), null, target.Width),
                    Axis(height, graph.Double(target.Height), null, target.Height)
                )
                : Crop(target, width, height);

        // ONNX Runtime multiplies an empty batch only where the weights stand on its right, and the pixels on their
        // left are not just transposed: so normalising, which could wait till the end, comes between.
        float[] scale = [.. target.Std.Select(s => 1 / (255f * s))],
            offset = [.. target.Mean.Zip(target.Std, (m, s) => -m / s)];
        var columns = image.Transpose(0, 3, 2, 1).ToFloat().MatMul(down.Transpose(1, 0));
        var normalised = columns.Transpose(0, 1, 3, 2) * graph.Float(scale, 3, 1, 1) + graph.Float(offset, 3, 1, 1);
        var tensor = normalised.MatMul(across.Transpose(1, 0));
        return target.Channels == ChannelOrder.Rgb ? tensor : Reversed(tensor);

        GraphTensor Side(int axis) =>
            graph.Call("Gather", [shape, graph.Long(axis)], OnnxAttribute.Int("axis", 0)).ToDouble();
    }

    /// <summary>The colour planes in the other order.</summary>
    public static GraphTensor Reversed(GraphTensor tensor) => tensor.Columns(2, 1, 0);

    // The arithmetic of ImageLayout.For.
    private static (GraphTensor Across, GraphTensor Down) Crop(
        Preprocessing target,
        GraphTensor width,
        GraphTensor height
    )
    {
        var graph = width.Scope;
        var scale =
            (graph.Double(target.Width) / width).AtLeast(graph.Double(target.Height) / height) / target.CropFraction;
        return (CropAxis(width, scale, target.Width), CropAxis(height, scale, target.Height));
    }

    private static GraphTensor CropAxis(GraphTensor inputs, GraphTensor scale, int count)
    {
        var outputs = (inputs * scale + 0.5).Floor().AtLeast(count);
        return Axis(inputs, outputs, ((outputs - count) / 2).Floor(), count);
    }

    /// <summary>The weights of one axis, float [count x inputs].</summary>
    private static GraphTensor Axis(GraphTensor inputs, GraphTensor outputs, GraphTensor? skip, int count)
    {
        var graph = inputs.Scope;
        var scale = inputs / outputs;
        var support = scale.AtLeast(1);
        var place = graph.Double([.. Enumerable.Range(0, count).Select(i => i + 0.5)], count, 1);
        var centre = (skip is { } left ? place + left : place) * scale;
        var pixel = graph.Call("Range", [graph.Double(0), inputs, graph.Double(1)]) + 0.5;
        var weights = (graph.Double(1) - (pixel - centre).Abs() / support).AtLeast(0);
        return (weights / weights.Sum()).ToFloat();
    }
}
