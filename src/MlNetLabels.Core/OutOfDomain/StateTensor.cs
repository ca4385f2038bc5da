namespace MlNetLabels.OutOfDomain;

/// <summary>
/// A named part of a <see cref="ScorerState"/>: row-major values, as many as the product of the shape.
/// </summary>
/// <param name="Shape">Size of each axis.</param>
/// <param name="Values">The values, last axis fastest; shared with the scorer, not to be changed.</param>
internal sealed record StateTensor(IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values)
{
    /// <summary>Whether it is stored in half precision, which the values must have been rounded to.</summary>
    public bool IsHalf { get; init; }
}
