using MlNetLabels.Reports.Gates;

namespace MlNetLabels.Reports;

/// <summary>
/// Bounds to hold a report to, from a JSON object such as <c>{ "minAccuracy": 0.9, "maxSkippedFiles": "1%" }</c>.
/// Comments and trailing commas are allowed, unknown and repeated keys are not. Immutable.
/// </summary>
public sealed class GatesFile
{
    private GatesFile(IReadOnlyList<GateBound> bounds) => Bounds = bounds;

    /// <summary>The keys that a file may hold.</summary>
    public static IReadOnlyList<string> Keys => GatesParser.Keys;

    /// <summary>The keys that this one holds, in its order.</summary>
    public IReadOnlyList<string> Given => [.. Bounds.Select(bound => bound.Key)];

    internal IReadOnlyList<GateBound> Bounds { get; }

    /// <summary>The bounds that a JSON object holds.</summary>
    /// <param name="json">The object as UTF-8.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="InvalidInputException">A key is unknown or repeated, or a bound is out of range.</exception>
    public static GatesFile Parse(ReadOnlyMemory<byte> json, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(GatesParser.Parse(json, name));
    }

    /// <summary>The bounds of a file.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is missing or damaged, a key is unknown or repeated, or a bound is out of range.
    /// </exception>
    public static GatesFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(GatesParser.Read(path));
    }
}
