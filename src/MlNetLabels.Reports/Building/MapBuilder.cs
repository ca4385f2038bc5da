using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.Reports.Projections;

namespace MlNetLabels.Reports.Building;

/// <summary>The images in two dimensions: in-domain images by their use, out-of-domain images by their set.</summary>
internal sealed class MapBuilder(
    ReportInput input,
    Split?[] uses,
    SmallPictures pictures,
    CancellationToken cancellationToken
)
{
    private const int MostPictures = 400;

    // A page draws no finer.
    private const int Decimals = 3;

    public EmbeddingMap? Build()
    {
        var all = Candidates().ToList();
        var shown = Sample(all);
        if (shown.Count < 2)
            return null;
        var standardised = new Matrix(shown.Count, input.Data.Embeddings.Columns);
        for (int i = 0; i < shown.Count; i++)
            input.Model.Standardizer.Apply(shown[i].Embeddings.Row(shown[i].Row), standardised.Row(i));
        return new EmbeddingMap
        {
            Images = all.Count,
            Points =
            [
                .. shown.Select(
                    (c, i) =>
                        new MapPoint(
                            c.File,
                            c.Use,
                            c.Set,
                            c.Names,
                            HasPicture(i, shown.Count) ? pictures.Add(c.Path) : null
                        )
                ),
            ],
            Projections = [.. Projections(standardised)],
            Note =
                shown.Count == all.Count
                    ? null
                    : $"{shown.Count} of {all.Count} images are drawn, evenly from every split and set.",
        };
    }

    private IEnumerable<Candidate> Candidates()
    {
        var dataset = input.Data.Dataset;
        for (int i = 0; i < dataset.Rows.Count; i++)
            yield return new(
                dataset.Rows[i].File,
                dataset.Rows[i].Path,
                RowUses.Name(uses[i]),
                null,
                RowUses.Names(dataset, dataset.Rows[i]),
                input.Data.Embeddings,
                i
            );
        foreach (var (set, _) in input.Evaluation.Sets)
            for (int i = 0; i < set.Files.Count; i++)
                yield return new(
                    (set.ShownFiles ?? set.Files)[i],
                    set.Files[i],
                    "outOfDomain",
                    set.Name,
                    [],
                    set.Embeddings,
                    i
                );
    }

    // Every split and set keeps its share, and at least one image.
    private static List<Candidate> Sample(List<Candidate> all)
    {
        if (all.Count <= ReportLimits.MapPoints)
            return all;
        var strata = all.GroupBy(c => (c.Use, c.Set)).Select(g => g.ToList()).Take(ReportLimits.MapPoints).ToList();
        int free = ReportLimits.MapPoints - strata.Count;
        return
        [
            .. strata
                .SelectMany(s => CurveThinning.Even(s, Math.Max(2, 1 + (int)((long)free * (s.Count - 1) / all.Count))))
                .Take(ReportLimits.MapPoints),
        ];
    }

    private static bool HasPicture(int i, int count) =>
        count <= MostPictures || (long)i * MostPictures / count != (long)(i - 1) * MostPictures / count;

    private IEnumerable<MapProjection> Projections(Matrix standardised)
    {
        var (x, y, share) = PrincipalComponents.Project(standardised, cancellationToken);
        yield return new(
            "PCA",
            Rounded(x),
            Rounded(y),
            string.Create(
                CultureInfo.InvariantCulture,
                $"The two directions of most variance in the standardised embeddings of these images; they keep {share * 100:0.#}% of it."
            )
        );
        if (standardised.Rows < TSne.MinRows)
            yield break;
        var (u, v, perplexity, divergence) = TSne.Project(standardised, x, y, cancellationToken);
        yield return new(
            "t-SNE",
            Rounded(u),
            Rounded(v),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Neighbourhoods of the standardised embeddings, perplexity {perplexity:0.#}, started from PCA; "
                    + $"Kullback-Leibler divergence {divergence:0.00}. Sizes of groups and distances between them mean "
                    + $"little."
            )
        );
    }

    private static double[] Rounded(double[] values) => [.. values.Select(v => Math.Round(v, Decimals))];

    private sealed record Candidate(
        string File,
        string Path,
        string Use,
        string? Set,
        string[] Names,
        Matrix Embeddings,
        int Row
    );
}
