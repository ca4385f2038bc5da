using System.Text.Json;

namespace MlNetLabels.Drawings;

/// <summary>
/// The built-in data: emoji drawings of four styles as PNG files, with a class task (<c>classes.csv</c>: building,
/// flag), its out-of-domain images (<c>people.csv</c>) and a label task (<c>labels.csv</c>). <c>group</c> is the
/// emoji's code points, so that its styles stay in one split. Made from npm packages alone, the same bytes each time.
/// </summary>
public static class EmojiDrawings
{
    // To be raised whenever the same packages would give other files.
    private const int FormatVersion = 1;
    private const int DefaultSide = 224;
    private const string StampName = "built.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private sealed record Stamp(int Format, string Packages, int Side, EmojiSummary Summary);

    /// <summary>
    /// Draws everything, or does nothing where <paramref name="outputFolder"/> holds it already, complete and of the
    /// same versions.
    /// </summary>
    /// <param name="packagesFolder">The folder node_modules.</param>
    /// <param name="outputFolder">
    /// Made where missing; an older build in it is replaced once the new one is complete.
    /// </param>
    /// <param name="progress">Told after each drawing, from many threads.</param>
    /// <param name="cancellation">Stops the work; the output folder then is as it was.</param>
    /// <exception cref="InvalidInputException">
    /// A package is missing or damaged, or the output folder holds something else.
    /// </exception>
    public static EmojiSummary Build(
        string packagesFolder,
        string outputFolder,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default
    ) => Build(packagesFolder, outputFolder, DefaultSide, progress, cancellation);

    internal static EmojiSummary Build(
        string packagesFolder,
        string outputFolder,
        int side,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(packagesFolder);
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        outputFolder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(outputFolder));
        string versions = EmojiCatalogue.Versions(packagesFolder);
        if (
            Finished(outputFolder) is Stamp { Format: FormatVersion } stamp
            && stamp.Packages == versions
            && stamp.Side == side
        )
            return stamp.Summary with { Folder = outputFolder };

        var catalogue = EmojiCatalogue.Read(packagesFolder, side);
        var tasks = new EmojiTasks(catalogue);
        string partial = $"{outputFolder}.tmp-{Guid.NewGuid():N}";
        try
        {
            var files = Draw(catalogue, tasks, partial, side, progress, cancellation);
            var summary = EmojiManifests.Write(partial, tasks, files) with { Folder = outputFolder };
            File.WriteAllText(
                Path.Combine(partial, StampName),
                JsonSerializer.Serialize(new Stamp(FormatVersion, versions, side, summary with { Folder = "." }), Json)
            );
            Replace(outputFolder, partial);
            return summary;
        }
        finally
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
        }
    }

    private static ILookup<Emoji, string> Draw(
        EmojiCatalogue catalogue,
        EmojiTasks tasks,
        string folder,
        int side,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellation
    )
    {
        var drawings = tasks
            .Buildings.Concat(tasks.Flags)
            .Concat(tasks.People)
            .Concat(tasks.Labelled.Select(row => row.Emoji))
            .Distinct()
            .SelectMany(emoji =>
                catalogue.Styles.Select(style =>
                    (Emoji: emoji, File: $"images/{style.Name}/{emoji.Hexcode}.png", Svg: style.Svg(emoji))
                )
            )
            .Where(drawing => drawing.Svg is not null)
            .ToArray();
        foreach (var style in catalogue.Styles)
            Directory.CreateDirectory(Path.Combine(folder, "images", style.Name));
        int done = 0;
        Parallel.ForEach(
            drawings,
            new ParallelOptions
            {
                CancellationToken = cancellation,
                MaxDegreeOfParallelism = Environment.ProcessorCount,
            },
            drawing =>
            {
                File.WriteAllBytes(Path.Combine(folder, drawing.File), SvgDrawing.Render(drawing.Svg!, side));
                progress?.Report(new("drawing", Interlocked.Increment(ref done), drawings.Length));
            }
        );
        return drawings.ToLookup(drawing => drawing.Emoji, drawing => drawing.File);
    }

    private static Stamp? Finished(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<Stamp>(File.ReadAllBytes(Path.Combine(folder, StampName)), Json);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            if (
                !Directory.Exists(folder)
                || File.Exists(Path.Combine(folder, StampName))
                || !Directory.EnumerateFileSystemEntries(folder).Any()
            )
                return null;
            throw new InvalidInputException(
                folder,
                null,
                "is not empty and holds no built-in data; name another folder or empty this one"
            );
        }
    }

    private static void Replace(string folder, string complete)
    {
        if (Directory.Exists(folder))
        {
            string old = complete + "-old";
            Directory.Move(folder, old);
            Directory.Move(complete, folder);
            Directory.Delete(old, recursive: true);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        Directory.Move(complete, folder);
    }
}
