using MlNetLabels.Data;

namespace MlNetLabels.Runs;

/// <summary>A dataset to look at (<see cref="ImageRuns.Describe"/>) or to bring into this library's form.</summary>
public sealed record DataOptions
{
    /// <summary>Folder, file or archive, of any format that is read.</summary>
    public required string Data { get; init; }

    /// <summary>How it is to be read, where looking at it does not tell.</summary>
    public DatasetOptions Reading { get; init; } = new();

    /// <summary>
    /// Of <see cref="ImageRuns.Import"/> the new folder, or a CSV that names the images where they lie; of
    /// <see cref="ImageRuns.Describe"/> the page to write, or null, the default, for none.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>Whether a new folder holds links to the images instead of copies; false by default.</summary>
    public bool Link { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Data);
        ArgumentNullException.ThrowIfNull(Reading);
        if (Output is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(Output);
    }
}
