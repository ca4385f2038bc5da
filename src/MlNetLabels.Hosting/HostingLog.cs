using Microsoft.Extensions.Logging;

namespace MlNetLabels.Hosting;

/// <summary>What a service's models say.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "model {Model}: version {Version} in place, number {Generation}, from {Source}"
    )]
    public static partial void ModelLoaded(
        this ILogger log,
        string model,
        string version,
        int generation,
        string source
    );

    [LoggerMessage(
        2,
        LogLevel.Error,
        "model {Model}: version {Version} stays, since the newer one is of no use: {Reason}"
    )]
    public static partial void ReloadFailed(this ILogger log, string model, string version, string reason);

    [LoggerMessage(3, LogLevel.Error, "model {Model} cannot be loaded: {Reason}")]
    public static partial void LoadFailed(this ILogger log, string model, string reason);

    [LoggerMessage(4, LogLevel.Debug, "changes in {Folder} are not told by the system, only looked for: {Reason}")]
    public static partial void NotTold(this ILogger log, string folder, string reason);

    [LoggerMessage(5, LogLevel.Information, "Models ready: {Models}, in {Milliseconds} ms")]
    public static partial void Ready(this ILogger log, int models, long milliseconds);

    [LoggerMessage(6, LogLevel.Error, "looking for newer models failed and goes on")]
    public static partial void LoopFailed(this ILogger log, Exception error);

    [LoggerMessage(10, LogLevel.Warning, "model {Model}: {Note}")]
    public static partial void ModelNote(this ILogger log, string model, string note);

    // Whoever sends images decides how many such lines there would be.
    [LoggerMessage(9, LogLevel.Debug, "an image was read although something is amiss: {What}")]
    public static partial void ReadThough(this ILogger log, string what);

    [LoggerMessage(7, LogLevel.Warning, "model {Model}, version {Version}: {Summary}")]
    public static partial void WindowChanged(this ILogger log, string model, string version, string summary);

    [LoggerMessage(8, LogLevel.Error, "model {Model}: a window of predictions could not be examined")]
    public static partial void WindowFailed(this ILogger log, Exception error, string model);
}
