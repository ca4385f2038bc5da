using MlNetLabels.Data;
using MlNetLabels.Datasets.Archives;
using MlNetLabels.Datasets.Parquet;

namespace MlNetLabels.Datasets;

/// <summary>
/// What lies in one tar, zip or Parquet file of many, read in place: while this is open, paths through it
/// (<c>photos-000.tar/1.jpg</c>, <c>photos-000.parquet/00000001</c>) lead to its images. Unlike
/// <see cref="PackedDataset"/> it asks for no labels, and of what is damaged it gives what can be read and the reason why
/// there is no more. Thread-safe.
/// </summary>
public sealed class PackedImages : IDisposable
{
    private const string Class = ".cls";

    private const int MostClassCharacters = 200;

    private readonly PackedFiles? _files;

    private PackedImages(string path, PackedFiles? files, string? damage, int leftOut)
    {
        (Path, _files, Damage, LeftOut) = (path, files, damage, leftOut);
        files?.Mount();
    }

    /// <summary>How files of each kind are called: what else such files hold is told by their content.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".tar", ".zip", ".parquet"];

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>Why not all of it can be read; null where all can.</summary>
    public string? Damage { get; }

    /// <summary>Whether anything of it can be read.</summary>
    public bool IsReadable => _files is not null;

    /// <summary>Links and devices, of which nothing is read.</summary>
    public int LeftOut { get; }

    /// <summary>Whether every entry is an image: so it is of a Parquet file.</summary>
    public bool AreImages => _files is ParquetImages;

    /// <summary>
    /// <c>label</c> or <c>labels</c>, where it says classes or labels: a Parquet file by its columns, an archive by files
    /// <c>NAME.cls</c> beside its images, as WebDataset has them. Null where it does not.
    /// </summary>
    public string? LabelColumn =>
        _files is ParquetImages parquet ? parquet.LabelColumn
        : Names().Any(name => name.EndsWith(Class, StringComparison.Ordinal)) ? "label"
        : null;

    /// <summary>Opens it.</summary>
    /// <param name="path">A file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidInputException">It is not safe to read, or of a kind that cannot be read in place.</exception>
    public static PackedImages Open(string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (new FileInfo(path) is { Exists: true, Length: 0 })
            return new(path, null, "the file is empty", 0);
        string? damage = null;
        try
        {
            var package =
                Package.Find(path)
                ?? throw new InvalidInputException(
                    path,
                    null,
                    "this is no tar, zip or Parquet file, or its beginning is damaged.",
                    new InvalidDataException()
                );
            if (package.Kind == PackageKind.GzippedTar)
                throw new InvalidInputException(
                    path,
                    null,
                    "images of a compressed tar archive cannot be read in place: unpack it once (gunzip), and name the .tar."
                );
            if (package.Kind == PackageKind.Parquet)
                return new(path, ParquetImages.OpenFile(path), null, 0);
            var bounds = new ArchiveBounds(path);
            var files = ArchiveFiles.Open(package, bounds, problem => damage = problem, cancellationToken);
            if (bounds.IsCut)
                damage ??= "the mark of the tar archive's end is missing: what came behind its last entry may be lost";
            return new(path, files, damage, bounds.LeftOut);
        }
        // What was found when it was read stands behind it; what is refused for safety's sake has nothing there.
        catch (InvalidInputException error) when (error.InnerException is not null)
        {
            return new(path, null, error.Message.Replace($"{path}: ", "", StringComparison.Ordinal).TrimEnd('.'), 0);
        }
    }

    /// <summary>What lies in it, in ordinal order of its names.</summary>
    public IEnumerable<PackedImage> List(CancellationToken cancellationToken = default) =>
        _files is ParquetImages parquet ? parquet.List(cancellationToken) : Entries(LabelColumn is not null);

    /// <inheritdoc/>
    public void Dispose() => _files?.Dispose();

    private IEnumerable<PackedImage> Entries(bool haveClasses) =>
        Names().Select(name => new PackedImage(name, haveClasses ? ClassOf(name) : null));

    private IReadOnlyList<string> Names() => (_files as ArchiveFiles)?.Names ?? [];

    // A sample is what has one name up to the first dot.
    private string? ClassOf(string name)
    {
        int dot = name.IndexOf('.', name.LastIndexOf('/') + 1);
        if (dot < 0 || !_files!.IsFile(name[..dot] + Class))
            return null;
        try
        {
            using var text = new StreamReader(_files.Open(name[..dot] + Class));
            var buffer = new char[MostClassCharacters];
            string read = new string(buffer, 0, text.ReadBlock(buffer)).Trim();
            return read.Length > 0 && !read.Any(char.IsControl) ? read : null;
        }
        catch (IOException)
        {
            // Where the archive was cut off.
            return null;
        }
    }
}
