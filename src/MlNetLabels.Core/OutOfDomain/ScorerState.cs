using MlNetLabels.Numerics;

namespace MlNetLabels.OutOfDomain;

/// <summary>
/// All that a score has fitted, as plain numbers: scalars for a bundle's manifest, tensors for its weights.
/// </summary>
internal sealed record ScorerState
{
    /// <summary>Name of the score it belongs to.</summary>
    public required string Scorer { get; init; }

    /// <summary>Scalars by name; whole numbers (sizes, counts) are held exactly.</summary>
    public IReadOnlyDictionary<string, double> Numbers { get; init; } = new Dictionary<string, double>();

    /// <summary>Arrays by name.</summary>
    public IReadOnlyDictionary<string, StateTensor> Tensors { get; init; } = new Dictionary<string, StateTensor>();

    /// <summary>The tensors as matrices, a vector as one row. Copies.</summary>
    internal IReadOnlyDictionary<string, Matrix> ToMatrices() =>
        Tensors.ToDictionary(
            tensor => tensor.Key,
            tensor => new Matrix(
                tensor.Value.Shape.Count == 1 ? 1 : tensor.Value.Shape[0],
                tensor.Value.Shape[^1],
                tensor.Value.Values.ToArray()
            )
        );

    /// <summary>The part whose names begin with another score's, as that score's own state.</summary>
    internal ScorerState Member(string scorer)
    {
        string prefix = scorer + ".";
        return new ScorerState
        {
            Scorer = scorer,
            Numbers = Of(Numbers),
            Tensors = Of(Tensors),
        };

        Dictionary<string, T> Of<T>(IReadOnlyDictionary<string, T> parts) =>
            parts
                .Where(part => part.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(part => part.Key[prefix.Length..], part => part.Value);
    }

    /// <summary>The width of the embedding; bounded so that no product of two sizes overflows.</summary>
    internal int Dimensions =>
        (int)Number("dimensions", 1, 1 << 15) is var d && d == Number("dimensions")
            ? d
            : throw Damaged("'dimensions' is not a whole number");

    internal double Number(string name, double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        Numbers.TryGetValue(name, out double value) && double.IsFinite(value) && value >= min && value <= max
            ? value
            : throw Damaged($"'{name}' is missing or not between {min} and {max}");

    internal int Count(string name, int min = 1)
    {
        double value = Number(name, min, int.MaxValue);
        return value == Math.Floor(value) ? (int)value : throw Damaged($"'{name}' is {value}, not a whole number");
    }

    /// <summary>A tensor of exactly this shape, all finite; -1 accepts any size of that axis.</summary>
    internal StateTensor Tensor(string name, params ReadOnlySpan<int> shape)
    {
        if (!Tensors.TryGetValue(name, out var tensor) || tensor.Shape.Count != shape.Length)
            throw Damaged($"tensor '{name}' is missing or has another rank than {shape.Length}");
        long size = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            if (tensor.Shape[i] < 0 || (shape[i] >= 0 && tensor.Shape[i] != shape[i]))
                throw Damaged(
                    $"tensor '{name}' has size {tensor.Shape[i]} on axis {i} where {(shape[i] < 0 ? "0 or more" : shape[i])} is due"
                );
            size = checked(size * tensor.Shape[i]);
        }
        if (size != tensor.Values.Length)
            throw Damaged($"tensor '{name}' holds {tensor.Values.Length} values where its shape says {size}");
        foreach (float value in tensor.Values.Span)
            if (!float.IsFinite(value))
                throw Damaged($"tensor '{name}' holds {value}");
        return tensor;
    }

    internal InvalidInputException Damaged(string what) =>
        new($"The stored out-of-domain score '{Scorer}' is damaged: {what}. Train the model again.");
}
