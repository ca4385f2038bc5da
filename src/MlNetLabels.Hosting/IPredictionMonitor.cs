using MlNetLabels.Monitoring;

namespace MlNetLabels.Hosting;

/// <summary>
/// Watches whether the images that models are asked about are still those they were trained for. Predictions are
/// collected into windows, one after the other; full windows are examined in the background, one at a time, which takes at
/// most a twentieth of the time: what is predicted while a window waits is left out. Thread-safe.
/// </summary>
public interface IPredictionMonitor
{
    /// <summary>Every model that was asked anything yet, by name.</summary>
    IReadOnlyList<MonitorStatus> List();

    /// <summary>How one model is doing; nothing collected where it was not asked yet, or nothing is watched.</summary>
    MonitorStatus Find(string model);
}

/// <summary>What was seen of one model. A newer bundle in its place begins anew.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Version">Which bundle the figures are of; null before the first prediction.</param>
/// <param name="WindowSize">Different images that make a window; 0 where nothing is watched.</param>
/// <param name="Collected">Images in the window that is being filled.</param>
/// <param name="Windows">Windows examined.</param>
/// <param name="Alarms">How many of them raised an alarm.</param>
/// <param name="LeftOut">Predictions left out while a full window waited.</param>
/// <param name="ExaminedAt">When the last window was examined.</param>
/// <param name="Last">What it looked like; null before the first.</param>
public sealed record MonitorStatus(
    string Model,
    string? Version,
    int WindowSize,
    int Collected,
    long Windows,
    long Alarms,
    long LeftOut,
    DateTimeOffset? ExaminedAt,
    WindowReport? Last
)
{
    /// <summary>Why no window can be tested with this model, however many images come; null where one can.</summary>
    public string? NeverTested { get; init; }
}
