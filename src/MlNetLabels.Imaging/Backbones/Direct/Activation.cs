using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetLabels.Backbones.Direct;

/// <summary>What follows a convolution, of sixteen values at once. A struct, so that it is compiled into the loop.</summary>
internal interface IActivation
{
    static abstract Vector512<float> Apply(Vector512<float> value);
}

/// <summary>The values as they are.</summary>
internal readonly struct NoActivation : IActivation
{
    public static Vector512<float> Apply(Vector512<float> value) => value;
}

/// <summary>max(0, x).</summary>
internal readonly struct Relu : IActivation
{
    public static Vector512<float> Apply(Vector512<float> value) => Vector512.MaxNative(value, default);
}

/// <summary>min(1, max(0, x / 6 + 1 / 2)).</summary>
internal readonly struct HardSigmoid : IActivation
{
    public const float Slope = 1f / 6,
        Middle = 0.5f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> value) =>
        Vector512.MinNative(
            Vector512.MaxNative(
                Vector512.FusedMultiplyAdd(value, Vector512.Create(Slope), Vector512.Create(Middle)),
                default
            ),
            Vector512<float>.One
        );
}

/// <summary>x min(1, max(0, x / 6 + 1 / 2)).</summary>
internal readonly struct HardSwish : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> value) => value * HardSigmoid.Apply(value);
}
