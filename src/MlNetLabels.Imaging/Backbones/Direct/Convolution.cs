namespace MlNetLabels.Backbones.Direct;

/// <summary>A convolution with square kernels, padded to keep the size at stride 1.</summary>
/// <param name="Weights">Outputs x inputs of a group x kernel x kernel.</param>
/// <param name="Bias">One for each output.</param>
/// <param name="Stride">Pixels from one place to the next.</param>
/// <param name="Groups">Of inputs that are convolved by themselves.</param>
internal sealed record Convolution(OnnxWeights Weights, OnnxWeights Bias, int Stride, int Groups)
{
    public int Outputs => Weights.Shape[0];

    public int Inputs => Weights.Shape[1] * Groups;

    public int Kernel => Weights.Shape[2];

    /// <summary>Null where it is of another kind.</summary>
    public static Convolution? Read(OnnxNode node, OnnxGraph graph)
    {
        if (
            node.Inputs is not [_, var weightName, var biasName]
            || !graph.Weights.TryGetValue(weightName, out var weights)
            || !graph.Weights.TryGetValue(biasName, out var bias)
            || weights.Shape is not [var outputs, _, var kernel, var across]
            || bias.Shape is not [var biases]
        )
            return null;
        int stride = (int)node.Integers.GetValueOrDefault("strides", [1])[0];
        bool isRight =
            kernel == across
            && kernel % 2 == 1
            && biases == outputs
            && stride > 0
            && node.IsAll("strides", stride)
            && node.IsAll("dilations", 1)
            && node.Integers.ContainsKey("pads")
            && node.IsAll("pads", kernel / 2);
        return isRight
            ? new Convolution(weights, bias, stride, (int)node.Integers.GetValueOrDefault("group", [1])[0])
            : null;
    }

    /// <summary>The step; null where there is none for it.</summary>
    /// <param name="image">Height and width of the image, where that is convolved.</param>
    /// <param name="from">Else the map that is convolved.</param>
    /// <param name="to">The result.</param>
    /// <param name="added">A map that is added to it.</param>
    public IDirectStep? Step<TActivation>(
        (int Height, int Width) image,
        DirectMap? from,
        DirectMap to,
        DirectMap? added
    )
        where TActivation : struct, IActivation
    {
        if (from is null)
            return
                Groups == 1
                && Inputs == DirectPlan.Planes
                && Outputs <= DirectMap.Lanes
                && to.Width % DirectPlan.Tile == 0
                && added is null
                ? new FirstConv<TActivation>(image, to, this)
                : null;
        if (Inputs != from.Channels)
            return null;
        if (Groups == Outputs && Groups == Inputs && added is null)
            return from.Pad == Kernel / 2 && to.Pad == 0 && to.Width % DirectPlan.Tile == 0
                ? new Depthwise<TActivation>(from, to, this)
                : null;
        if (
            Groups != 1
            || Kernel != 1
            || Stride != 1
            || from.Pad > 0
            || added?.Pad > 0
            || (added is not null && to.Pad > 0)
        )
            return null;
        if (from.Pixels == 1 && added is null)
            return new Dense<TActivation>(from, to, this);
        return from.Width % DirectPlan.Tile == 0 && typeof(TActivation) != typeof(HardSigmoid)
            ? new Pointwise<TActivation>(from, to, this, added)
            : null;
    }
}
