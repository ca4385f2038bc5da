using Microsoft.ML;

namespace MlNetLabels.MLNet.Saving;

/// <summary>
/// A context for ML.NET's own transforms: ML.NET does not tell an extension the context that it was called on. Nothing
/// of it outlives what is made with it.
/// </summary>
internal static class Contexts
{
    public static MLContext New() => new(seed: 0);
}
