using System.Security.Cryptography;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Images;

namespace MlNetLabels.Runs;

/// <summary>An image, read and decoded once as training does, so that what training would refuse shows before.</summary>
/// <param name="Header">What its first bytes say.</param>
/// <param name="Bytes">Its length; null where it cannot be read.</param>
/// <param name="Sha256">Of its bytes; null where they cannot be read.</param>
/// <param name="Problem">Why it cannot be trained on; null where it can.</param>
internal sealed record LookedAt(PictureHeader Header, long? Bytes, string? Sha256, string? Problem)
{
    public const string Missing = "not found; --images names the folder that holds the images";

    // As the backbones take them; all of an image is read whatever the size.
    private static readonly Preprocessing s_size = new()
    {
        Width = 224,
        Height = 224,
        Resize = ResizeMode.Squeeze,
        Mean = [0, 0, 0],
        Std = [1, 1, 1],
    };

    /// <summary>All images of a dataset, in its order.</summary>
    /// <exception cref="InvalidInputException">None is there.</exception>
    public static LookedAt[] All(ImageDataset dataset, RunContext context)
    {
        var rows = dataset.Rows;
        if (rows.Count > 0 && !rows.Any(row => InputTree.IsFile(row.Path)))
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"{(rows.Count == 1 ? "its only image is not there" : $"none of its {rows.Count} images is there, such as")} "
                    + $"{rows[0].Path}. --images names the folder that holds them."
            );
        var seen = new LookedAt[rows.Count];
        var progress = context.Phase($"Looking at {Counted.Of(seen.Length, "image")}");
        using var tensor = new ThreadLocal<float[]>(() => new float[s_size.TensorLength]);
        int done = 0;
        Workers.Run(
            seen.Length,
            Environment.ProcessorCount,
            i =>
            {
                seen[i] = At(rows[i].Path, tensor.Value!, context.CancellationToken);
                progress?.Report(new("", Interlocked.Increment(ref done), seen.Length));
            },
            context.CancellationToken
        );
        return seen;
    }

    /// <summary>Why an image cannot be read; null where it can.</summary>
    public static string? WhyUnreadable(string path) =>
        At(path, new float[s_size.TensorLength], CancellationToken.None).Problem;

    private static LookedAt At(string path, float[] tensor, CancellationToken cancellationToken)
    {
        if (!InputTree.IsFile(path))
            return new(PictureHeader.None, null, null, Missing);
        byte[] bytes;
        try
        {
            bytes = ImageLoader.ReadFile(path, ImageOptions.Default);
        }
        catch (ImageException error)
        {
            return new(PictureHeader.None, null, null, error.Reason);
        }
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        try
        {
            ImageLoader.Load(bytes, s_size, ImageOptions.Default, tensor, cancellationToken);
            return new(PictureHeader.Read(bytes), bytes.Length, hash, null);
        }
        catch (ImageException error)
        {
            return new(PictureHeader.Read(bytes), bytes.Length, hash, error.Reason);
        }
    }
}
