using System.Globalization;

namespace MlNetLabels.Engines.Tests;

/// <summary>How much of something a test does: less than what was once measured, unless that is asked for.</summary>
internal static class Asked
{
    /// <param name="variable">The environment variable that asks for another count.</param>
    /// <param name="usual">Where it is not set.</param>
    public static int Count(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int count)
            ? count
            : usual;
}
