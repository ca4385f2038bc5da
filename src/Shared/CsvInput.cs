using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace MlNetLabels.Data;

/// <summary>CSV that came from outside, row by row and strictly.</summary>
internal static class CsvInput
{
    /// <param name="name">What errors call it.</param>
    /// <param name="text">The text.</param>
    /// <param name="delimiter">What separates cells.</param>
    /// <param name="line">The 1-based line that is being read, for errors.</param>
    /// <returns>Rows; reading one throws <see cref="InvalidInputException"/> where quotes are wrong.</returns>
    public static CsvParser Open(string name, TextReader text, char delimiter, Func<int> line) =>
        new(
            text,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Delimiter = delimiter.ToString(),
                // The parser does not count the lines that it skips itself.
                IgnoreBlankLines = false,
                BadDataFound = _ =>
                    throw new InvalidInputException(
                        name,
                        line(),
                        "a quote stands where none belongs, or never ends; double the quotes inside quoted cells."
                    ),
            }
        );
}
