using System.Globalization;

namespace MlNetLabels.Cli.Commands;

/// <summary>
/// The time that what is made shall carry, where builds have to give equal bytes: the environment variable
/// <c>SOURCE_DATE_EPOCH</c>, in seconds since 1970 (reproducible-builds.org).
/// </summary>
internal static class SourceDate
{
    public const string Variable = "SOURCE_DATE_EPOCH";

    private const long Year10000 = 253_402_300_800;

    /// <summary>Null where it is not set.</summary>
    /// <exception cref="InvalidInputException">It is no such number.</exception>
    public static DateTimeOffset? Given
    {
        get
        {
            string? text = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(text))
                return null;
            return
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
                && seconds < Year10000
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : throw new InvalidInputException(
                    $"{Variable} is '{text}'; set it to seconds since 1970, or not at all."
                );
        }
    }
}
