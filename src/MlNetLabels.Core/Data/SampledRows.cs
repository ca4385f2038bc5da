namespace MlNetLabels.Data;

/// <summary>That a dataset is a sample of more rows than there was room for.</summary>
/// <param name="Rows">Rows drawn.</param>
/// <param name="Of">Labelled rows that there are.</param>
/// <param name="Seed">Of the draw.</param>
public sealed record SampledRows(int Rows, long Of, int Seed);
