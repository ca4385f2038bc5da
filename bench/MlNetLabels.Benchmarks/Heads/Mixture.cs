using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.Heads;

/// <summary>A seeded mixture of Gaussians: a centre a class, so far apart that classes overlap a little.</summary>
internal sealed record Mixture(int Rows, int Dimension, int Classes)
{
    private const int Seed = 1;

    // Distance of the centres in standard deviations of one dimension: with 576 dimensions a few rows in a hundred lie
    // between classes.
    private const double Spread = 0.12;

    public (Matrix Embeddings, int[] Classes) Draw()
    {
        var random = new Random(Seed);
        var centres = new Matrix(Classes, Dimension);
        foreach (ref float x in centres.Span)
            x = (float)(Spread * Normal(random));
        var embeddings = new Matrix(Rows, Dimension);
        var classes = new int[Rows];
        for (int i = 0; i < Rows; i++)
        {
            classes[i] = random.Next(Classes);
            var row = embeddings.Row(i);
            var centre = centres.Row(classes[i]);
            for (int j = 0; j < Dimension; j++)
                row[j] = centre[j] + (float)Normal(random);
        }
        return (embeddings, classes);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
