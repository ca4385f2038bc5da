using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetLabels.Embedding;
using MlNetLabels.Images;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>A row's image.</summary>
internal abstract class ImageInput
{
    public const string StateColumn = "mlnetlabels.state",
        ValueColumn = "mlnetlabels.image";

    /// <summary>What embeds it, as text; a column in saved models only.</summary>
    [ColumnName(StateColumn)]
    public ReadOnlyMemory<char> State;

    /// <exception cref="ImageException">It cannot be used.</exception>
    public abstract float[] EmbedBy(ImageEmbedder embedder);

    /// <summary>A number that another image does not have; null where it cannot be told.</summary>
    public abstract UInt128? Identity();
}

internal sealed class PathInput : ImageInput
{
    [ColumnName(ValueColumn)]
    public ReadOnlyMemory<char> Value;

    public override float[] EmbedBy(ImageEmbedder embedder) => embedder.Embed(Value.ToString());

    /// <summary>Of path, length and time of the last change, as build tools tell that a file is the same.</summary>
    public override UInt128? Identity()
    {
        try
        {
            var file = new FileInfo(Value.ToString());
            string text = FormattableString.Invariant($"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}");
            return XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}

internal sealed class BytesInput : ImageInput
{
    [ColumnName(ValueColumn)]
    public VBuffer<byte> Value;

    public override float[] EmbedBy(ImageEmbedder embedder) => embedder.Embed(Bytes);

    public override UInt128? Identity() => XxHash128.HashToUInt128(Bytes);

    private ReadOnlySpan<byte> Bytes => Value.IsDense ? Value.GetValues() : Value.DenseValues().ToArray();
}

internal sealed class PixelsInput : ImageInput, IDisposable
{
    [ColumnName(ValueColumn), ImageType]
    public MLImage? Value;

    public override float[] EmbedBy(ImageEmbedder embedder)
    {
        var image = Opened();
        return embedder.EmbedPixels(ToRgb(image), image.Width, image.Height);
    }

    public override UInt128? Identity()
    {
        var image = Opened();
        Span<int> layout = [image.Width, image.Height, (int)image.PixelFormat];
        return XxHash128.HashToUInt128(image.Pixels, (long)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(layout)));
    }

    public void Dispose() => Value?.Dispose();

    private MLImage Opened()
    {
        if (Value is null)
            throw new ImageException("a row holds no MLImage; LoadImages gives none for a file that it cannot read");
        try
        {
            _ = Value.Width;
            return Value;
        }
        catch (InvalidOperationException error)
        {
            throw new ImageException(
                "a row's MLImage was disposed before it was read; keep it until its row was embedded",
                error
            );
        }
    }

    // ML.NET's pixels are premultiplied with alpha, so what shows of white beneath them is 255 - alpha.
    private static byte[] ToRgb(MLImage image)
    {
        var rgb = new byte[checked(3 * image.Width * image.Height)];
        if (image.PixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
        {
            byte[] bgr = image.GetBGRPixels;
            for (int i = 0; i < rgb.Length; i += 3)
                (rgb[i], rgb[i + 1], rgb[i + 2]) = (bgr[i + 2], bgr[i + 1], bgr[i]);
            return rgb;
        }
        var pixels = image.Pixels;
        int red = image.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0;
        for (int i = 0, p = 0; i < rgb.Length; i += 3, p += 4)
        {
            int white = 255 - pixels[p + 3];
            rgb[i] = (byte)Math.Min(255, pixels[p + red] + white);
            rgb[i + 1] = (byte)Math.Min(255, pixels[p + 1] + white);
            rgb[i + 2] = (byte)Math.Min(255, pixels[p + 2 - red] + white);
        }
        return rgb;
    }
}
