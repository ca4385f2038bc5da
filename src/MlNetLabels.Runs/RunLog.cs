using Microsoft.Extensions.Logging;
using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>
/// What runs say. Information is what a person wants to read, Warning what they should act on, Debug the rest.
/// </summary>
internal static partial class RunLog
{
    public const int MostSkippedListed = 20;

    [LoggerMessage(1, LogLevel.Warning, "skipped {File}: {Reason}")]
    public static partial void Skipped(this ILogger log, string file, string reason);

    [LoggerMessage(2, LogLevel.Warning, "... and {Count} more")]
    public static partial void MoreSkipped(this ILogger log, int count);

    [LoggerMessage(3, LogLevel.Warning, "{Note}")]
    public static partial void Note(this ILogger log, string note);

    /// <summary>What is not at work in a model; whoever prints that with its answer leaves these lines out.</summary>
    [LoggerMessage(4, LogLevel.Warning, "{Sentence}", EventName = nameof(Model.SwitchedOff))]
    public static partial void Off(this ILogger log, string sentence);

    [LoggerMessage(5, LogLevel.Information, "{Losses}")]
    public static partial void Losses(this ILogger log, string losses);

    [LoggerMessage(13, LogLevel.Information, "{Train} images to train, {Held} held out once in turn; {Test} to test.")]
    public static partial void Crossed(this ILogger log, int train, string held, int test);

    [LoggerMessage(6, LogLevel.Information, "{Train} images to train, {Validation} to validate, {Test} to test.")]
    public static partial void Divided(this ILogger log, int train, int validation, int test);

    [LoggerMessage(
        7,
        LogLevel.Debug,
        "Lambda of the {Head}: {Lambda} of {Path}, cross-validated on the training images."
    )]
    public static partial void Lambda(this ILogger log, string head, string lambda, string path);

    [LoggerMessage(8, LogLevel.Debug, "Domain check: {Why}")]
    public static partial void DomainCheck(this ILogger log, string why);

    [LoggerMessage(
        9,
        LogLevel.Information,
        "{Hits} of {Total} embeddings came from the cache (--no-cache: embed anew)."
    )]
    public static partial void FromCache(this ILogger log, long hits, long total);

    [LoggerMessage(
        10,
        LogLevel.Information,
        "What was embedded so far is in the cache: run the same command again to go on from here."
    )]
    public static partial void Resumable(this ILogger log);

    [LoggerMessage(11, LogLevel.Debug, "Wrote {File}")]
    public static partial void Wrote(this ILogger log, string file);

    [LoggerMessage(12, LogLevel.Debug, "== {Data}")]
    public static partial void Began(this ILogger log, string data);

    /// <summary>Says what to know of a model before its answers.</summary>
    public static void Notes(this ILogger log, Model model, double? rejectRate)
    {
        var off = model.SwitchedOff(rejectRate);
        foreach (string note in model.Notes(rejectRate))
            if (off.Contains(note))
                log.Off(note);
            else
                log.Note(note);
    }

    /// <summary>Says where a file to write needs a new folder.</summary>
    public static void FolderOf(this ILogger log, string file)
    {
        if (OutputPlace.NoteOfFolder(file) is { } note)
            log.Note(note);
    }

    /// <summary>Says what folders hold that is no image.</summary>
    public static void LeftOut(this ILogger log, IEnumerable<SkippedFile> folders)
    {
        foreach (var folder in folders)
            log.Note($"{folder.File}: {folder.Reason}");
    }

    /// <summary>Lists the first of the files that could not be used.</summary>
    public static void Skipped(this ILogger log, IReadOnlyList<SkippedFile> skipped)
    {
        foreach (var file in skipped.Take(MostSkippedListed))
            log.Skipped(file.File, file.Reason);
        if (skipped.Count > MostSkippedListed)
            log.MoreSkipped(skipped.Count - MostSkippedListed);
    }
}
