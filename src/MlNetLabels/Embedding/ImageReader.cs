using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>Reads the images of a cursor's rows, each into an object of its own.</summary>
internal static class ImageReader
{
    public static Func<ImageInput> Create(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        switch (ImageColumns.KindOf(cursor.Schema, column.Name))
        {
            case ImageColumnKind.Path:
                var getPath = cursor.GetGetter<ReadOnlyMemory<char>>(column);
                return () =>
                {
                    var image = new PathInput();
                    getPath(ref image.Value);
                    return image;
                };
            case ImageColumnKind.Bytes:
                var getBytes = cursor.GetGetter<VBuffer<byte>>(column);
                return () =>
                {
                    var image = new BytesInput();
                    getBytes(ref image.Value);
                    return image;
                };
            default:
                var getPixels = cursor.GetGetter<MLImage>(column);
                var shared = new PixelsInput();
                return () =>
                {
                    getPixels(ref shared.Value!);
                    return shared.Copy();
                };
        }
    }
}
