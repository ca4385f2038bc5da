using Microsoft.Extensions.Logging;

namespace MlNetLabels.Labelling;

/// <summary>What the page says to whoever runs it.</summary>
internal static partial class LabellingLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Text}")]
    public static partial void Note(this ILogger log, string text);
}
