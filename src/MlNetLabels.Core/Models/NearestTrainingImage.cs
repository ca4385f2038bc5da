namespace MlNetLabels.Models;

/// <summary>A training image that lies near another image, as <see cref="Model.Nearest"/> finds them.</summary>
/// <param name="File">Its name in the dataset that the model was trained on.</param>
/// <param name="Names">Its class or labels.</param>
/// <param name="Similarity">Cosine of the standardised embeddings; -1 to 1, larger is nearer.</param>
/// <param name="Picture">An encoded picture of few pixels; empty where there is none.</param>
public sealed record NearestTrainingImage(
    string File,
    IReadOnlyList<string> Names,
    double Similarity,
    ReadOnlyMemory<byte> Picture
);
