using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>Which columns hold images.</summary>
internal static class ImageColumns
{
    /// <exception cref="InvalidInputException">There is no such column, or it holds something else.</exception>
    public static ImageColumnKind KindOf(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Select(c => c.Name));
        return KindOf(column.Type)
            ?? throw new InvalidInputException(
                $"Column '{name}' holds {column.Type}, but EmbedImages takes paths (Text), bytes of files "
                    + $"(Vector<Byte>) or images (MLImage, as LoadImages gives)."
            );
    }

    /// <summary>What to throw where there is no such column.</summary>
    public static InvalidInputException Missing(string name, IEnumerable<string> columns) =>
        new($"The data have no column '{name}' of images. They have: {string.Join(", ", columns.Distinct())}.");

    private static ImageColumnKind? KindOf(DataViewType type) =>
        type switch
        {
            TextDataViewType => ImageColumnKind.Path,
            VectorDataViewType { ItemType: NumberDataViewType item } when item == NumberDataViewType.Byte =>
                ImageColumnKind.Bytes,
            ImageDataViewType => ImageColumnKind.Pixels,
            _ => null,
        };
}
