using System.Globalization;
using System.Numerics.Tensors;
using MlNetLabels.Data;
using MlNetLabels.Heads;
using MlNetLabels.Numerics;

namespace MlNetLabels.Benchmarks.Images;

/// <summary>What both engines make of images whose embeddings PyTorch made, and what a head makes of those.</summary>
internal static class ReferenceSet
{
    private const int FoldCount = 5,
        Seed = 1;

    private const double L2 = 0.01;

    public static void Compare(string npy, string root, StepsProcess ours, StepsProcess theirs, TextWriter output)
    {
        string set = Path.GetFileNameWithoutExtension(npy);
        string[][] rows = [.. File.ReadLines(Path.ChangeExtension(npy, ".csv")).Select(line => line.Split(','))];
        string[] files = [.. rows.Skip(1).Select(row => Path.Combine(root, set, row[0]))];
        var reference = NpyFile.Read(npy);
        int label = Array.IndexOf(rows[0], "label");
        string[]? classes = label < 0 ? null : [.. rows.Skip(1).Select(row => row[label])];
        foreach (var (name, made) in new[] { ("ours", ours.Embed(files)), ("ML.NET's", theirs.Embed(files)) })
        {
            double[] cosines =
            [
                .. Enumerable
                    .Range(0, files.Length)
                    .Select(i => (double)TensorPrimitives.CosineSimilarity(made.Row(i), reference.Row(i))),
            ];
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{set, -10} {name, -8} cosine to PyTorch's {cosines.Average():f5} in the mean, {cosines.Min():f4} at least"
                ) + (classes is null ? "" : Accuracy(made, classes))
            );
        }
    }

    // Of a softmax head by cross-validation on the same folds.
    private static string Accuracy(Matrix embeddings, string[] names)
    {
        string[] known = [.. names.Distinct().Order(StringComparer.Ordinal)];
        int[] classes = [.. names.Select(name => Array.IndexOf(known, name))];
        int[] folds = Folds.Stratified(classes, null, FoldCount, Seed);
        int right = 0;
        for (int fold = 0; fold < FoldCount; fold++)
        {
            int[] train = [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] != fold)],
                held = [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] == fold)];
            var features = FeatureRows.Fit(embeddings, train);
            int[] truth = [.. train.Select(i => classes[i])];
            var head = new SoftmaxTrainer(new HeadOptions { L2 = L2 }).Fit(features, truth, known.Length).Layer;
            var logits = head.Logits(features with { Rows = held });
            for (int i = 0; i < held.Length; i++)
                right += TensorPrimitives.IndexOfMax(logits.Row(i)) == classes[held[i]] ? 1 : 0;
        }
        return string.Create(CultureInfo.InvariantCulture, $"; accuracy {(double)right / folds.Length:f3}");
    }
}
