using System.Diagnostics;

namespace MlNetLabels.Images;

/// <summary>
/// The time that one image may take. It stands still while the image waits for others, so that who is refused does not
/// depend on them,
/// and is read on the thread that works: a timer fires on a pool thread, and a busy process may have none to spare.
/// </summary>
/// <param name="limit">No limit if <see cref="Timeout.InfiniteTimeSpan"/>.</param>
/// <param name="caller">Cancelled when the image is no longer wanted.</param>
internal sealed class DecodeClock(TimeSpan limit, CancellationToken caller)
{
    private readonly Stopwatch _worked = Stopwatch.StartNew();

    public void Stop() => _worked.Stop();

    public void Start() => _worked.Start();

    /// <summary>To be called again and again between short pieces of work.</summary>
    /// <exception cref="ImageException">The time is over.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public void Check()
    {
        caller.ThrowIfCancellationRequested();
        if (limit != Timeout.InfiniteTimeSpan && _worked.Elapsed > limit)
            throw new ImageException(
                FormattableString.Invariant($"took longer than {limit.TotalSeconds:0.###} s to decode")
            );
    }
}
