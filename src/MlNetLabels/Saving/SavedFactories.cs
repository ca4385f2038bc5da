using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MlNetLabels.MLNet.Embedding;

namespace MlNetLabels.MLNet.Saving;

/// <summary>A row without columns.</summary>
internal sealed class Nothing;

/// <summary>A constant, by which ML.NET's value mapping finds the state in every row.</summary>
internal sealed class StateKey
{
    public const string Column = "mlnetlabels.statekey",
        Value = "state";

    [ColumnName(Column)]
    public string Key = Value;
}

/// <summary>An embedding whose length the zip says elsewhere.</summary>
internal sealed class SavedImageEmbedding
{
    public const string Column = "mlnetlabels.embedding";

    [ColumnName(Column)]
    public float[] Values = [];
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class StateKeyFactory : CustomMappingFactory<Nothing, StateKey>
{
    public const string Contract = "MlNetLabels.ImageStep";

    public override Action<Nothing, StateKey> GetMapping() => (_, key) => key.Key = StateKey.Value;
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class PathFactory : EmbeddingFactory<PathInput>
{
    public const string Contract = "MlNetLabels.EmbedPath";
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class BytesFactory : EmbeddingFactory<BytesInput>
{
    public const string Contract = "MlNetLabels.EmbedBytes";
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class PixelsFactory : EmbeddingFactory<PixelsInput>
{
    public const string Contract = "MlNetLabels.EmbedPixels";

    // Before ML.NET looks at the type that it is to read.
    public PixelsFactory() => PixelsInput.Register(new ImageDataViewType());
}

[CustomMappingFactoryAttribute(Contract)]
internal sealed class ArgbFactory : EmbeddingFactory<ArgbInput>
{
    public const string Contract = "MlNetLabels.EmbedArgb";
}

/// <summary>
/// Embeds a row's image by a step whose state comes with the row: made of it with the first row, and the same from then
/// on.
/// </summary>
internal abstract class EmbeddingFactory<TSource> : CustomMappingFactory<TSource, SavedImageEmbedding>
    where TSource : ImageInput, new()
{
    private readonly Lock _gate = new();
    private Tuple<ReadOnlyMemory<char>, ImageStep>? _bound;

    public override Action<TSource, SavedImageEmbedding> GetMapping() =>
        (image, result) => result.Values = image.EmbedBy(StepFor(image));

    // The value mapping hands out the same memory row after row, so this compares references and no characters.
    private ImageStep StepFor(TSource image)
    {
        if (Volatile.Read(ref _bound) is { } bound && bound.Item1.Equals(image.State))
            return bound.Item2;
        lock (_gate)
        {
            if (_bound is null || !_bound.Item1.Equals(image.State))
                Volatile.Write(ref _bound, Tuple.Create(image.State, ImageStep.Parse(image.State.ToString())));
            return _bound.Item2;
        }
    }
}

/// <summary>The first step of what older versions saved, whose other steps are gone.</summary>
[CustomMappingFactoryAttribute("MlNetLabels.StateKey")]
internal sealed class OlderVersionFactory : CustomMappingFactory<Nothing, StateKey>
{
    /// <exception cref="InvalidInputException">Always.</exception>
    public override Action<Nothing, StateKey> GetMapping() =>
        throw new InvalidInputException(
            "This ML.NET model was saved by MlNetLabels 0.2 or older, whose form this version does not read. Fit the "
                + "pipeline again and save it; bundles (*.mlabels) of older versions are read."
        );
}
