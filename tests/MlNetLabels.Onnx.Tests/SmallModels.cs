using System.IO.Compression;
using System.Text.Json.Nodes;
using MlNetLabels.Data;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.Testing;

namespace MlNetLabels.Onnx.Tests;

/// <summary>
/// Models of points in space, trained in milliseconds: kind k lies around 2 on axis k and overlaps its neighbours.
/// </summary>
internal static class SmallModels
{
    public const int Dimension = 12,
        Kinds = 3;

    private static readonly BackboneReference s_unknown = new() { Name = "unknown", Dimension = Dimension };

    public static TheoryData<string> Names =>
        [
            "softmax and labels",
            "softmax alone",
            "labels alone",
            "known negatives",
            "groups",
            "no validation",
            "cross-fitted",
            "cross-fitted labels",
            "cross-fitted groups",
            "cross-fitted few groups",
        ];

    /// <summary>A model of a kind, and the out-of-domain score that decides in it; null for the default.</summary>
    public static Model Train(string name, string? score = null) =>
        name switch
        {
            "softmax and labels" => Fit(Classes(300), score: score),
            // Too few images per class for any label head.
            "softmax alone" => Fit(Classes(12, split: _ => Split.Train), score: score),
            "labels alone" => Fit(LabelSets(400), score: score),
            "known negatives" => Fit(Classes(400, kinds: Kinds + 1), score: score),
            "groups" => Fit(Classes(600, group: i => $"g{i / 5}"), score: score),
            "no validation" => Fit(Classes(90, split: _ => Split.Train), score: score),
            "cross-fitted" => Fit(Classes(300), fit: FitWay.Cross, score: score),
            "cross-fitted labels" => Fit(LabelSets(400), fit: FitWay.Cross, score: score),
            "cross-fitted groups" => Fit(Classes(600, group: i => $"g{i / 5}"), fit: FitWay.Cross, score: score),
            "cross-fitted few groups" => Fit(Classes(300, group: i => $"g{i % 12}"), fit: FitWay.Cross, score: score),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

    /// <summary>
    /// Points of every kind, among them those that a model was trained and validated on, and far ones.
    /// </summary>
    public static Matrix Anywhere =>
        Points(600, i => i % Kinds, 1).Append(Points(50, _ => 0, 4, scale: 6)).Append(new Matrix(1, Dimension));

    /// <summary>The model as its bundle would be with another manifest.</summary>
    public static Model Edit(Model model, Action<JsonNode> change)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.mlabels");
        model.Save(path);
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            var entry = zip.GetEntry("manifest.json")!;
            JsonNode manifest;
            using (var stream = entry.Open())
                manifest = JsonNode.Parse(stream)!;
            change(manifest);
            // As bundles were before they were sealed.
            manifest.AsObject().Remove("integrity");
            entry.Delete();
            using var writer = new StreamWriter(zip.CreateEntry("manifest.json").Open());
            writer.Write(manifest.ToJsonString());
        }
        return Model.Load(path);
    }

    public static Model Fit(
        EmbeddedDataset data,
        BackboneReference? backbone = null,
        FitWay fit = FitWay.Split,
        string? score = null
    ) =>
        new ModelTrainer(new TrainerOptions { Fit = fit, DomainScore = score }).Fit(
            data,
            Splitter.Divide(data, seed: 1),
            backbone ?? s_unknown,
            DateTimeOffset.UnixEpoch,
            cancellationToken: TestContext.Current.CancellationToken
        );

    /// <summary>Images of one class each; those of a kind beyond <see cref="Kinds"/> are known negatives.</summary>
    public static EmbeddedDataset Classes(
        int rows,
        int kinds = Kinds,
        Func<int, string>? group = null,
        Func<int, Split>? split = null
    ) =>
        Embedded(
            TargetKind.Classes,
            Points(rows, i => i % kinds, 1),
            i =>
                (
                    [
                        .. Enumerable
                            .Range(0, Kinds)
                            .Select(k => k == i % kinds ? LabelState.Present : LabelState.Absent),
                    ],
                    group?.Invoke(i),
                    split?.Invoke(i)
                )
        );

    /// <summary>Images of one class each with embeddings of another length, the further dimensions zero.</summary>
    public static EmbeddedDataset Widened(int dimension)
    {
        var data = Classes(90);
        var wide = new Matrix(90, dimension);
        for (int i = 0; i < 90; i++)
            data.Embeddings.Row(i).CopyTo(wide.Row(i));
        return EmbeddedDataset.FromMatrix(data.Dataset, wide, "points.npy");
    }

    private static EmbeddedDataset LabelSets(int rows)
    {
        var points = Points(rows, _ => Kinds, 1);
        for (int i = 0; i < rows; i++)
        for (int k = 0; k < Kinds; k++)
            points[i, k] += (i >> k) % 2 * 1.5f;
        return Embedded(
            TargetKind.LabelSets,
            points,
            i => ([.. Enumerable.Range(0, Kinds).Select(k => (LabelState)((i >> k) % 2))], null, null)
        );
    }

    private static EmbeddedDataset Embedded(
        TargetKind kind,
        Matrix points,
        Func<int, (LabelState[] Labels, string? Group, Split? Split)> row
    ) =>
        EmbeddedDataset.FromMatrix(
            new ImageDataset
            {
                Source = "points.csv",
                Kind = kind,
                LabelNames = ["räder", "花", "ce"],
                Rows =
                [
                    .. Enumerable
                        .Range(0, points.Rows)
                        .Select(i =>
                            row(i) is var (labels, group, split)
                                ? new ImageRow
                                {
                                    File = $"{i}.png",
                                    Path = $"/{i}.png",
                                    Labels = labels,
                                    Group = group,
                                    Split = split,
                                }
                                : null!
                        ),
                ],
            },
            points,
            "points.npy"
        );

    private static Matrix Points(int rows, Func<int, int> axis, int seed, float scale = 1)
    {
        var random = new Random(seed);
        var points = new Matrix(rows, Dimension);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < Dimension; j++)
                points[i, j] = scale * (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
            points[i, axis(i)] += 2;
        }
        return points;
    }
}
