namespace MlNetLabels.Benchmarks.Images;

/// <summary>One way from files to embeddings, as an ML.NET pipeline.</summary>
internal interface IImageSteps : IDisposable
{
    /// <summary>One embedding for each file; throws where one cannot be used.</summary>
    float[][] Embed(IReadOnlyList<string> files);
}
