using MlNetLabels.Core.Tests.Data;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Suggesting;

/// <summary>Normal noise in so many dimensions that no two rows are near, around one centre a class.</summary>
internal static class Blobs
{
    public const int Dimension = 64;

    private const int Each = 6;
    private const float Away = 3;

    /// <summary>Rows around the centre of a kind; 0 to 2 are the model's classes.</summary>
    public static Matrix Of(int kind, int count, int seed)
    {
        var rows = Noise(count, seed);
        Move(rows, kind, Away);
        return rows;
    }

    /// <summary>Rows half way between the centres of two kinds.</summary>
    public static Matrix Between(int a, int b, int count, int seed)
    {
        var rows = Noise(count, seed);
        Move(rows, a, Away / 2);
        Move(rows, b, Away / 2);
        return rows;
    }

    /// <summary>Moves rows towards the centre of a kind, in dimensions of its own.</summary>
    public static void Move(Matrix rows, int kind, float by)
    {
        for (int i = 0; i < rows.Rows; i++)
        for (int j = kind * Each; j < (kind + 1) * Each; j++)
            rows[i, j] += by;
    }

    /// <summary>A model of three classes.</summary>
    public static Model Model(int perClass = 40, bool asLabels = false)
    {
        var embeddings = Training(perClass);
        int count = embeddings.Rows;
        var dataset = Datasets.Classes(count, i => i / perClass);
        if (asLabels)
            dataset = dataset with { Kind = TargetKind.LabelSets };
        var data = EmbeddedDataset.FromMatrix(dataset, embeddings, "blobs.npy");
        var options = new TrainerOptions
        {
            Heads = new HeadOptions { L2 = 0.01 },
            Fit = FitWay.Cross,
        };
        return new ModelTrainer(options).Fit(
            data,
            new SplitResult([.. Enumerable.Repeat(Split.Train, count)], []),
            new BackboneReference
            {
                Name = "blobs",
                Sha256 = Datasets.Content("blobs"),
                Dimension = Dimension,
            },
            DateTimeOffset.UnixEpoch
        );
    }

    /// <summary>What the model is trained on.</summary>
    public static Matrix Training(int perClass = 40) =>
        Of(0, perClass, 1).Append(Of(1, perClass, 2)).Append(Of(2, perClass, 3));

    // Box and Muller.
    private static Matrix Noise(int count, int seed)
    {
        var random = new Random(seed);
        var noise = new Matrix(count, Dimension);
        foreach (ref float x in noise.Span)
            x = (float)(
                Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())
            );
        return noise;
    }
}
