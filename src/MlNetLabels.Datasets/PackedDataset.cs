using MlNetLabels.Data;

namespace MlNetLabels.Datasets;

/// <summary>
/// A dataset with its images at hand, also where they lie in an archive or in Parquet files. Of a zip or tar archive they
/// are read in place, by paths through it (<c>photos.zip/cats/1.jpg</c>); a tar.gz and Parquet files are unpacked to a
/// temporary folder, which disposing takes away.
/// </summary>
public sealed class PackedDataset : IDisposable
{
    private readonly HeldFiles _held;

    private PackedDataset(ImageDataset dataset, HeldFiles held) => (Dataset, _held) = (dataset, held);

    /// <summary>
    /// Names of the formats for <see cref="DatasetOptions.Format"/>: all of <see cref="DatasetOptions.Formats"/>, and
    /// parquet. Of an archive it is the format of what lies in it.
    /// </summary>
    public static IReadOnlyList<string> Formats { get; } = [.. DatasetOptions.Formats, Package.ParquetFormat];

    /// <summary>
    /// The images; until this is disposed their paths are valid for all of these packages, if not for .NET's own files.
    /// </summary>
    public ImageDataset Dataset { get; }

    /// <summary>Opens what <see cref="DatasetReader"/> reads, archives of it, and Parquet files.</summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="options">What looking at it does not tell; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidInputException">
    /// It is damaged, larger than is safe to read, or names files outside of itself.
    /// </exception>
    public static PackedDataset Open(
        string path,
        DatasetOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new DatasetOptions();
        var package = Package.Find(path, options.Format);
        var held = new HeldFiles();
        if (package is null)
            return new PackedDataset(DatasetReader.Read(path, options), held);
        package.Check(options.Format);
        try
        {
            return new PackedDataset(new PackageReader(package, options, held, cancellationToken).Read(), held);
        }
        catch (Exception error)
        {
            held.Dispose();
            if (error is IOException)
                throw new InvalidInputException(path, null, $"a file in it cannot be read ({error.Message})", error);
            if (error is InvalidInputException && held.Hide(error.Message, path) is var told && told != error.Message)
                throw new InvalidInputException(told, error);
            throw;
        }
    }

    /// <summary>Whether a path is an archive or holds Parquet files, whose images are no files of their own.</summary>
    public static bool IsPacked(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Package.Find(path) is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();
}
