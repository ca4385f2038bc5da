using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>Lists the first unreadable files as they come, and stops the run where there are more than it puts up with.</summary>
/// <param name="context">The run.</param>
/// <param name="total">Files given.</param>
internal sealed class SkippedCount(RunContext context, int total)
{
    private readonly int _allowed = context.MaxFailures.Allowed(total);
    private int _count;
    private SkippedFile? _first;

    /// <summary>Counts a file.</summary>
    /// <exception cref="InvalidInputException">It is one too many.</exception>
    public void Add(SkippedFile file)
    {
        _first ??= file;
        if (++_count <= RunLog.MostSkippedListed)
            context.Log.Skipped(file.File, file.Reason);
        if (_count > _allowed)
            throw new InvalidInputException(
                $"{_count} of {total} files could not be read so far, but --max-failures allows {context.MaxFailures.Says(total)}. "
                    + $"First: {_first.File}: {_first.Reason}. Repair or remove them, or allow more with --max-failures."
            );
    }

    /// <summary>Says how many were not listed.</summary>
    public void End()
    {
        if (_count > RunLog.MostSkippedListed)
            context.Log.MoreSkipped(_count - RunLog.MostSkippedListed);
    }
}
