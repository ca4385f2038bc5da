using System.IO.Hashing;
using System.Text;
using Microsoft.ML.Data;

namespace MlNetLabels.MLNet.Embedding;

/// <summary>A row's image.</summary>
internal abstract class ImageInput
{
    public const string StateColumn = "mlnetlabels.state",
        ValueColumn = "mlnetlabels.image";

    /// <summary>What embeds it, as text; a column in saved models only.</summary>
    [ColumnName(StateColumn)]
    public ReadOnlyMemory<char> State;

    /// <summary>Memory that it takes until it is embedded, in bytes.</summary>
    public virtual long Size() => 0;

    /// <exception cref="Images.ImageException">It cannot be used.</exception>
    public abstract float[] EmbedBy(ImageStep step);

    /// <summary>A number that another image does not have; null where it cannot be told.</summary>
    public abstract UInt128? Identity();
}

internal sealed class PathInput : ImageInput
{
    [ColumnName(ValueColumn)]
    public ReadOnlyMemory<char> Value;

    public override float[] EmbedBy(ImageStep step) => step.Embedder.Embed(Value.ToString());

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

    public override long Size() => Value.Length;

    public override float[] EmbedBy(ImageStep step) => step.Embedder.Embed(Bytes);

    public override UInt128? Identity() => XxHash128.HashToUInt128(Bytes);

    private ReadOnlySpan<byte> Bytes => Value.IsDense ? Value.GetValues() : Value.DenseValues().ToArray();
}
