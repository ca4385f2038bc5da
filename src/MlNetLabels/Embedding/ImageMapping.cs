using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MlNetLabels.MLNet.Data;
using MlNetLabels.MLNet.Saving;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>An <see cref="ImageStep"/> as ML.NET's custom mapping, row by row: a known length, and whose it is.</summary>
internal static class ImageMapping
{
    public static IEstimator<ITransformer> Create(ImageStep step) =>
        step.Kind switch
        {
            ImageColumnKind.Path => Create<PathInput>(step),
            ImageColumnKind.Bytes => Create<BytesInput>(step),
            _ => Create<PixelsInput>(step),
        };

    /// <summary>
    /// What a step will add to columns. The image is not asked for: ML.NET compares types of images by reference.
    /// </summary>
    public static SchemaShape Shape(ImageStep step, SchemaShape input) =>
        Contexts
            .New()
            .Transforms.CustomMapping<Nothing, Embedded>((_, _) => { }, null, null, Output(step))
            .GetOutputSchema(input);

    /// <summary>No rows, with the column that a step reads.</summary>
    public static IDataView Empty(ImageStep step) =>
        step.Kind switch
        {
            ImageColumnKind.Path => Empty<PathInput>(step),
            ImageColumnKind.Bytes => Empty<BytesInput>(step),
            _ => Empty<PixelsInput>(step),
        };

    private static CustomMappingEstimator<TSource, Embedded> Create<TSource>(ImageStep step)
        where TSource : ImageInput, new() =>
        Contexts
            .New()
            .Transforms.CustomMapping<TSource, Embedded>(
                (image, result) => result.Values = image.EmbedBy(step),
                null,
                Input<TSource>(step),
                Output(step)
            );

    private static IDataView Empty<TSource>(ImageStep step)
        where TSource : ImageInput, new() =>
        Contexts.New().Data.LoadFromEnumerable(Array.Empty<TSource>(), Input<TSource>(step));

    // The saved state is no column of the data.
    private static SchemaDefinition Input<TSource>(ImageStep step)
    {
        var images = step.IsSized ? new ImageDataViewType(step.Height, step.Width) : new ImageDataViewType();
        if (step.Kind == ImageColumnKind.Pixels)
        {
            PixelsInput.Register(new ImageDataViewType());
            PixelsInput.Register(images);
        }
        var columns = SchemaDefinition.Create(typeof(TSource));
        columns.RemoveAll(c => c.MemberName == nameof(ImageInput.State));
        var column = columns.Single();
        column.ColumnName = step.Input;
        if (step.Kind == ImageColumnKind.Pixels)
            column.ColumnType = images;
        return columns;
    }

    private static SchemaDefinition Output(ImageStep step)
    {
        var columns = SchemaDefinition.Create(typeof(Embedded));
        var column = columns.Single();
        column.ColumnName = step.Output;
        column.SetVector(step.Backbone.Dimension);
        if (step.Backbone.Sha256 is { } hash)
            column.AddAnnotation(Columns.Backbone, hash.AsMemory(), TextDataViewType.Instance);
        return columns;
    }

    private sealed class Embedded
    {
        public float[] Values = [];
    }
}
