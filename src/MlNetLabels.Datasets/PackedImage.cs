namespace MlNetLabels.Datasets;

/// <summary>A file of an archive, or an image of a Parquet file.</summary>
/// <param name="Name">
/// As a path through the archive ends; of a Parquet file the row's number, from 0, in eight digits.
/// </param>
/// <param name="Label">Its class, or its labels with semicolons between; null where it is not known.</param>
public sealed record PackedImage(string Name, string? Label);
