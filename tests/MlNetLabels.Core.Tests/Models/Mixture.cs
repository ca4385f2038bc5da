using MlNetLabels.Core.Tests.Data;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Models;

/// <summary>Embeddings drawn around one centre a class, and models trained on them in milliseconds.</summary>
internal static class Mixture
{
    public const int Dimension = 6;

    public static BackboneReference Backbone { get; } =
        new()
        {
            Name = "mixture",
            Sha256 = Datasets.Content("mixture"),
            Dimension = Dimension,
        };

    /// <summary>A model of three classes: softmax and label heads.</summary>
    public static Model ClassModel { get; } = Train(Classes(150));

    /// <summary>A model of two labels that images have in every combination: label heads alone.</summary>
    public static Model LabelModel { get; } = Train(LabelSets(160));

    /// <summary>A model of three classes, cross-fitted.</summary>
    public static Model CrossClassModel { get; } = Train(Classes(150), FitWay.Cross);

    /// <summary>A model of two labels, cross-fitted.</summary>
    public static Model CrossLabelModel { get; } = Train(LabelSets(160), FitWay.Cross);

    public static Model Train(EmbeddedDataset data, FitWay fit = FitWay.Split, double rejectRate = 0.1) =>
        new ModelTrainer(
            new TrainerOptions
            {
                Heads = new HeadOptions { L2 = 0.01 },
                RejectRate = rejectRate,
                Fit = fit,
            }
        ).Fit(data, Splitter.Divide(data), Backbone, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public static EmbeddedDataset Classes(int count, int seed = 1)
    {
        var embeddings = Noise(count, seed);
        for (int i = 0; i < count; i++)
            embeddings[i, i % 3] += 6;
        Tie(embeddings);
        return Embedded(Datasets.Classes(count, i => i % 3), embeddings);
    }

    public static EmbeddedDataset LabelSets(int count, int seed = 1)
    {
        var embeddings = Noise(count, seed);
        var rows = new List<ImageRow>();
        for (int i = 0; i < count; i++)
        {
            LabelState[] states = [(LabelState)(i % 2), (LabelState)(i / 2 % 2)];
            for (int k = 0; k < 2; k++)
                embeddings[i, k] += states[k] == LabelState.Present ? 6 : 0;
            rows.Add(
                new ImageRow
                {
                    File = $"{i}.png",
                    Path = $"/images/{i}.png",
                    Labels = states,
                }
            );
        }
        Tie(embeddings);
        return Embedded(
            new ImageDataset
            {
                Source = "labels.csv",
                Kind = TargetKind.LabelSets,
                LabelNames = ["left", "right"],
                Rows = rows,
            },
            embeddings
        );
    }

    /// <summary>Far from every centre, in a direction of its own.</summary>
    public static Matrix Outside(int count)
    {
        var embeddings = Noise(count, 77);
        for (int i = 0; i < count; i++)
        for (int j = 0; j < Dimension; j++)
            embeddings[i, j] -= 40;
        return embeddings;
    }

    // As in real embeddings, some dimensions follow from others, except out of domain.
    private static void Tie(Matrix embeddings)
    {
        for (int i = 0; i < embeddings.Rows; i++)
        {
            var x = embeddings.Row(i);
            (x[4], x[5]) = (x[0] - x[1] + x[4] / 10, x[2] + x[3] + x[5] / 10);
        }
    }

    private static Matrix Noise(int count, int seed)
    {
        var random = new Random(seed);
        var noise = new Matrix(count, Dimension);
        foreach (ref float x in noise.Span)
            x = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        return noise;
    }

    public static EmbeddedDataset Embedded(ImageDataset dataset, Matrix embeddings) =>
        EmbeddedDataset.FromMatrix(dataset, embeddings, "mixture.npy");
}
