using MlNetLabels.Calibration;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>
/// Small whole models of points in space: class k lies around 6 on axis k, everything else elsewhere.
/// </summary>
internal static class TestModels
{
    public const int Dimensions = 8,
        Classes = 3;

    private static readonly string[] s_names = ["a", "b", "c"];

    /// <summary>Points around a centre; the same seed gives the same points.</summary>
    public static Matrix Cloud(int rows, int axis, double height, int seed)
    {
        var random = new Random(seed);
        var points = new Matrix(rows, Dimensions);
        foreach (ref float x in points.Span)
            x = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        for (int i = 0; i < rows; i++)
            points[i, axis] += (float)height;
        return points;
    }

    /// <summary>Images of three classes, one after the other; groups by number where a count is given.</summary>
    public static EmbeddedDataset Data(int perClass = 60, int? groups = null, int seed = 1) =>
        Named(
            Enumerable.Range(0, Classes).Select(k => Cloud(perClass, k, 6, seed + k)).Aggregate((a, b) => a.Append(b)),
            "image",
            i =>
                [
                    .. Enumerable
                        .Range(0, Classes)
                        .Select(k => k == i / perClass ? LabelState.Present : LabelState.Absent),
                ],
            groups
        );

    /// <summary>Images of a fourth kind that shows none of the labels.</summary>
    public static EmbeddedDataset Nothing(int rows = 60, int seed = 11) =>
        Named(Cloud(rows, Classes, 6, seed), "nothing", _ => [], null);

    public static OutOfDomainSet Outside(string name, Matrix embeddings) =>
        new()
        {
            Name = name,
            Files = [.. Enumerable.Range(0, embeddings.Rows).Select(i => $"{name}#{i}")],
            Embeddings = embeddings,
        };

    public static Model Train(EmbeddedDataset data, params OutOfDomainSet[] choosing) =>
        new ModelTrainer(
            new TrainerOptions
            {
                Heads = new HeadOptions { L2 = 0.01 },
                Threshold = ThresholdRule.Parse("0.5"),
                Fit = FitWay.Split,
            }
        ).Fit(
            data,
            Splitter.Divide(data),
            new BackboneReference { Name = "points", Dimension = data.Embeddings.Columns },
            DateTimeOffset.UnixEpoch,
            choosing,
            cancellationToken: TestContext.Current.CancellationToken
        );

    private static EmbeddedDataset Named(Matrix points, string name, Func<int, LabelState[]> labels, int? groups) =>
        EmbeddedDataset.FromMatrix(
            new ImageDataset
            {
                Source = $"{name}.csv",
                Kind = TargetKind.Classes,
                LabelNames = s_names,
                Rows =
                [
                    .. Enumerable
                        .Range(0, points.Rows)
                        .Select(i => new ImageRow
                        {
                            File = $"{name}{i}.png",
                            Path = $"/{name}{i}.png",
                            Labels = labels(i),
                            Group = groups is { } g ? $"g{i % g}" : null,
                        }),
                ],
            },
            points,
            $"{name}.npy"
        );
}
