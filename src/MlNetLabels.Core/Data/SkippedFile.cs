namespace MlNetLabels.Data;

/// <summary>An image that could not be used.</summary>
/// <param name="File">As the dataset names it.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record SkippedFile(string File, string Reason);
