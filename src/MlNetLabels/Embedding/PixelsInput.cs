using System.IO.Hashing;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetLabels.Images;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>An image that ML.NET decoded; it stays ML.NET's, which may use it again for the next row.</summary>
internal sealed class PixelsInput : ImageInput
{
    [ColumnName(ValueColumn)]
    public MLImage? Value;

    public override float[] EmbedBy(ImageStep step) => Copy().EmbedBy(step);

    public override UInt128? Identity() => Copy().Identity();

    /// <summary>Its pixels for oneself.</summary>
    /// <exception cref="ImageException">There is none, or it was disposed.</exception>
    public RgbInput Copy()
    {
        if (Value is null)
            throw new ImageException("a row holds no MLImage; LoadImages gives none for a file that it cannot read");
        try
        {
            return new RgbInput(Rgb.From(Value), Value.Width, Value.Height);
        }
        catch (InvalidOperationException error)
        {
            throw new ImageException(
                "a row's MLImage was disposed before it was read; keep it until its row was embedded",
                error
            );
        }
    }

    /// <summary>
    /// Makes a type of column known as one that <see cref="MLImage"/> can hold; ML.NET wants that for each size.
    /// </summary>
    public static void Register(DataViewType type)
    {
        if (type is ImageDataViewType { Width: > 0 } sized)
            DataViewTypeManager.Register(type, typeof(MLImage), new ImageTypeAttribute(sized.Height, sized.Width));
        else
            DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));
    }
}

/// <summary>R, G, B bytes, row by row from the top.</summary>
internal sealed class RgbInput(byte[] rgb, int width, int height) : ImageInput
{
    public override long Size() => rgb.Length;

    public override float[] EmbedBy(ImageStep step) => step.Embedder.EmbedPixels(rgb, width, height);

    public override UInt128? Identity() => XxHash128.HashToUInt128(rgb, width);
}

/// <summary>
/// Pixels of a column whose images are all of one size, as ML.NET's ExtractPixels gives them: A, R, G, B.
/// </summary>
internal sealed class ArgbInput : ImageInput
{
    [ColumnName(ValueColumn)]
    public VBuffer<byte> Value;

    public override float[] EmbedBy(ImageStep step) =>
        step.Embedder.EmbedPixels(Rgb.FromArgb(Value.DenseValues().ToArray()), step.Width, step.Height);

    public override UInt128? Identity() => null;
}
