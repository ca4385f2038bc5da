using MlNetLabels.Data;

namespace MlNetLabels.Datasets;

/// <summary>
/// A dataset with its images at hand, also where they lie in an archive (zip, tar, tar.gz) or in Parquet files: these
/// are unpacked to a temporary folder, which disposing takes away. Everything else is read where it lies.
/// </summary>
public sealed class PackedDataset : IDisposable
{
    private readonly TemporaryPlace? _place;

    private PackedDataset(ImageDataset dataset, TemporaryPlace? place) => (Dataset, _place) = (dataset, place);

    /// <summary>
    /// Names of the formats for <see cref="DatasetOptions.Format"/>: all of <see cref="DatasetOptions.Formats"/>, and
    /// parquet. Of an archive it is the format of what lies in it.
    /// </summary>
    public static IReadOnlyList<string> Formats { get; } = [.. DatasetOptions.Formats, Package.ParquetFormat];

    /// <summary>The images; their paths are valid until this is disposed.</summary>
    public ImageDataset Dataset { get; }

    /// <summary>Opens what <see cref="DatasetReader"/> reads, archives of it, and Parquet files.</summary>
    /// <param name="path">Folder or file.</param>
    /// <param name="options">What looking at it does not tell; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the unpacking.</param>
    /// <exception cref="InvalidInputException">
    /// It is damaged, larger than is safe to unpack, or names files outside of itself.
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
        if (package is null)
            return new PackedDataset(DatasetReader.Read(path, options), null);
        package.Check(options.Format);
        var place = new TemporaryPlace();
        try
        {
            return new PackedDataset(Unpacked.Read(package, options, place, cancellationToken), place);
        }
        catch (InvalidInputException error) when (error.Message.Contains(place.Path, StringComparison.Ordinal))
        {
            place.Dispose();
            throw new InvalidInputException(place.Hide(error.Message, path), error);
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Whether a path is an archive or holds Parquet files, so that opening it unpacks it.</summary>
    public static bool IsPacked(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Package.Find(path) is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => _place?.Dispose();
}
