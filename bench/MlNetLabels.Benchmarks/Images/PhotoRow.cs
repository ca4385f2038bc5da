namespace MlNetLabels.Benchmarks.Images;

/// <summary>A row of the data that both pipelines read.</summary>
internal sealed class PhotoRow
{
    public string Path { get; set; } = "";
}
