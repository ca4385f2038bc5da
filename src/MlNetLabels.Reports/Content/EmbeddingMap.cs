namespace MlNetLabels.Reports;

/// <summary>
/// Images in two dimensions, near where their embeddings are near; distances between far groups mean little.
/// </summary>
internal sealed record EmbeddingMap
{
    /// <summary>Images there are in all.</summary>
    public required int Images { get; init; }

    /// <summary>Those drawn: all, or an even sample of every split and set.</summary>
    public IReadOnlyList<MapPoint> Points { get; init; } = [];

    /// <summary>Ways of drawing them; PCA comes first and is always there.</summary>
    public IReadOnlyList<MapProjection> Projections { get; init; } = [];

    /// <summary>What was left out and why; null where nothing was.</summary>
    public string? Note { get; init; }
}

/// <summary>One image of the map.</summary>
/// <param name="File">Its path as listed.</param>
/// <param name="Use">
/// "train", "validation", "test", "outOfDomain", or "unused" where a model was not to be judged on it.
/// </param>
/// <param name="Set">The out-of-domain set it belongs to; null in domain.</param>
/// <param name="Names">Its true class or labels; empty out of domain and for known negatives.</param>
/// <param name="Picture">Position in <see cref="ReportContent.SmallPictures"/>; null where there is none.</param>
internal sealed record MapPoint(string File, string Use, string? Set, IReadOnlyList<string> Names, int? Picture);

/// <summary>One way of drawing the points.</summary>
/// <param name="Method">"PCA" or "t-SNE".</param>
/// <param name="X">Horizontal place of each point, in the order of <see cref="EmbeddingMap.Points"/>.</param>
/// <param name="Y">Vertical place.</param>
/// <param name="About">What it was made with, in a sentence: variance kept, perplexity, divergence.</param>
internal sealed record MapProjection(string Method, IReadOnlyList<double> X, IReadOnlyList<double> Y, string About);
