using MlNetLabels.Data;
using MlNetLabels.Images;

namespace MlNetLabels.Drawings;

/// <summary>
/// The built-in data: emoji drawings of four styles as PNG files, with a class task (<c>classes.csv</c>: building,
/// flag), its out-of-domain images (<c>people.csv</c>), a label task (<c>labels.csv</c>) and the licences of the
/// drawings (<c>LICENSES.txt</c>). <c>group</c> is the emoji's code points, so that its styles stay in one split. All
/// of it comes from this assembly, the same bytes each time.
/// </summary>
public static class EmojiDrawings
{
    // To be raised whenever the same packages would give other files.
    private const int FormatVersion = 2;
    private const int DefaultSide = 224;

    /// <summary>
    /// Writes everything, about 4,100 images of 224 pixels a side and 34 MB, or does nothing where
    /// <paramref name="folder"/> holds it already, complete and of the same version. A process that is killed leaves
    /// the folder as it was, or without drawings. Callers at the same time each do the work, and one folder stays.
    /// </summary>
    /// <param name="folder">Made where missing; older drawings in it are replaced once the new ones are complete.</param>
    /// <param name="progress">Told after each drawing, from many threads.</param>
    /// <param name="cancellationToken">Stops the work; the folder then is as it was.</param>
    /// <exception cref="InvalidInputException">The folder holds something else.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static EmojiSummary Build(
        string folder,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => Build(DrawingArchive.Open(), folder, DefaultSide, progress, cancellationToken);

    internal static EmojiSummary Build(
        DrawingArchive archive,
        string folder,
        int side,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var summary = archive.Summary with { Folder = folder };
        var stamp = new BuildStamp(FormatVersion, archive.Packages, side, archive.Summary);
        if (IsBuilt(folder, stamp))
            return summary;

        using var built = new NewFolder(folder);
        Draw(archive.Drawings, built.Path, side, progress, cancellationToken);
        foreach (var (name, text) in archive.Texts)
            File.WriteAllText(Path.Combine(built.Path, name), text);
        stamp.Write(built.Path);
        // Another process may have been first: what somebody already reads is not taken away.
        if (!IsBuilt(folder, stamp))
            built.Complete();
        return summary;
    }

    private static bool IsBuilt(string folder, BuildStamp wanted) =>
        BuildStamp.Read(folder) is { } stamp
        && (stamp.Format, stamp.Packages, stamp.Side) == (wanted.Format, wanted.Packages, wanted.Side);

    private static void Draw(
        IReadOnlyDictionary<string, string> drawings,
        string folder,
        int side,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        foreach (string? images in drawings.Keys.Select(Path.GetDirectoryName).Distinct())
            Directory.CreateDirectory(Path.Combine(folder, images!));
        int done = 0;
        Parallel.ForEach(
            drawings,
            new ParallelOptions
            {
                CancellationToken = cancellationToken,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            },
            drawing =>
            {
                File.WriteAllBytes(Path.Combine(folder, drawing.Key), SvgDrawing.Render(drawing.Value, side));
                progress?.Report(new("drawing", Interlocked.Increment(ref done), drawings.Count));
            }
        );
    }
}
