using FsCheck;
using FsCheck.Fluent;
using MlNetLabels.Data;
using MlNetLabels.Metrics;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.Metrics;

/// <summary>
/// What must hold of the metrics on any rows; a failing seed is printed and makes the same rows again.
/// </summary>
public sealed class MetricProperties
{
    // Up to 60 rows of 5 columns, added in another order.
    private const double Rounding = 1e-12;

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Multiclass_RowsInAnotherOrder_JudgesTheSame() =>
        Check(
            (random, truth, probabilities) =>
            {
                int[] order = Instances.Shuffled(random, truth.Length);
                return SameFigures(
                    Judge(truth, probabilities),
                    Judge(Array.ConvertAll(order, r => truth[r]), probabilities.Select(order))
                );
            }
        );

    [Fact]
    public void Multiclass_EveryRowTwice_JudgesTheSame() =>
        Check(
            (_, truth, probabilities) =>
            {
                int[] twice = [.. Enumerable.Range(0, truth.Length), .. Enumerable.Range(0, truth.Length)];
                return SameFigures(
                    Judge(truth, probabilities),
                    Judge(Array.ConvertAll(twice, r => truth[r]), probabilities.Select(twice))
                );
            }
        );

    [Fact]
    public void Multiclass_ClassesInAnotherOrder_MovesResultsAlong() =>
        Check(
            (random, truth, probabilities) =>
            {
                // Ties go to the lowest index, which another order of classes changes; here no row has one.
                Untie(probabilities);
                int[] order = Instances.Shuffled(random, probabilities.Columns);
                int[] moved = Array.ConvertAll(truth, t => Array.IndexOf(order, t));
                MulticlassMetrics before = Judge(truth, probabilities),
                    after = Judge(moved, Columns(probabilities, order));
                return SameFigures(before, after)
                    && order
                        .Index()
                        .All(k =>
                            before.PerClass[k.Item].F1 == after.PerClass[k.Index].F1
                            && before.PerClass[k.Item].Auroc == after.PerClass[k.Index].Auroc
                        );
            }
        );

    [Fact]
    public void Labels_RowsInAnotherOrder_JudgesTheSame() =>
        Check(
            (random, truth, probabilities) =>
            {
                int[] order = Instances.Shuffled(random, truth.Rows);
                return SameFigures(
                    Judge(truth, probabilities),
                    Judge(truth.Select(order), probabilities.Select(order))
                );
            }
        );

    [Fact]
    public void Labels_EveryRowTwice_JudgesTheSame() =>
        Check(
            (_, truth, probabilities) =>
            {
                int[] twice = [.. Enumerable.Range(0, truth.Rows), .. Enumerable.Range(0, truth.Rows)];
                return SameFigures(
                    Judge(truth, probabilities),
                    Judge(truth.Select(twice), probabilities.Select(twice))
                );
            }
        );

    [Fact]
    public void Labels_InAnotherOrder_MovesResultsAlong() =>
        Check(
            (random, truth, probabilities) =>
            {
                int[] order = Instances.Shuffled(random, truth.Labels);
                var moved = new LabelMatrix(truth.Rows, truth.Labels);
                for (int row = 0; row < truth.Rows; row++)
                for (int k = 0; k < order.Length; k++)
                    moved[row, k] = truth[row, order[k]];
                MultiLabelMetrics before = Judge(truth, probabilities),
                    after = Judge(moved, Columns(probabilities, order));
                return SameFigures(before, after)
                    && order
                        .Index()
                        .All(k =>
                            before.PerLabel[k.Item] with
                            {
                                Label = "",
                                Reliability = [],
                            } == after.PerLabel[k.Index] with { Label = "", Reliability = [] }
                        );
            }
        );

    [Fact]
    public void Ranking_ScoresThroughAnIncreasingMap_StaysTheSame() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new Random(seed);
                    double[] scores =
                    [
                        .. Enumerable.Range(0, 1 + random.Next(40)).Select(_ => random.Next(-9, 9) / 4.0),
                    ];
                    bool[] positives = [.. scores.Select(_ => random.Next(2) == 0)];
                    double[] mapped = Array.ConvertAll(scores, s => Math.Exp(s) - 7);
                    return Ranking.Auroc(scores, positives) == Ranking.Auroc(mapped, positives)
                        && Ranking.AveragePrecision(scores, positives) == Ranking.AveragePrecision(mapped, positives)
                        && Ranking.FprAtTpr(scores, positives) == Ranking.FprAtTpr(mapped, positives);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Auroc_ScoresTurnedAround_IsTheRestToOne() =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new Random(seed);
                    double[] scores = [.. Enumerable.Range(0, 1 + random.Next(40)).Select(_ => (double)random.Next(9))];
                    bool[] positives = [.. scores.Select(_ => random.Next(2) == 0)];
                    return Near(
                        1 - Ranking.Auroc(scores, positives),
                        Ranking.Auroc(Array.ConvertAll(scores, s => -s), positives)
                    );
                }
            )
            .QuickCheckThrowOnFailure();

    private static void Check(Func<Random, int[], Matrix, bool> holds) =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new Random(seed);
                    var (truth, probabilities) = Instances.Multiclass(random, random.Next(1, 31), random.Next(2, 6));
                    return holds(random, truth, probabilities);
                }
            )
            .QuickCheckThrowOnFailure();

    private static void Check(Func<Random, LabelMatrix, Matrix, bool> holds) =>
        Prop.ForAll(
                Seeds,
                seed =>
                {
                    var random = new Random(seed);
                    var (truth, probabilities) = Instances.MultiLabel(random, random.Next(1, 31), random.Next(1, 6));
                    return holds(random, truth, probabilities);
                }
            )
            .QuickCheckThrowOnFailure();

    private static MulticlassMetrics Judge(int[] truth, Matrix probabilities) =>
        MulticlassEvaluator.Evaluate(
            truth,
            probabilities,
            [.. Enumerable.Range(0, probabilities.Columns).Select(k => $"{k}")]
        );

    private static MultiLabelMetrics Judge(LabelMatrix truth, Matrix probabilities) =>
        MultiLabelEvaluator.Evaluate(
            truth,
            probabilities,
            [.. Enumerable.Repeat(0.5, truth.Labels)],
            [.. Enumerable.Range(0, truth.Labels).Select(k => $"{k}")]
        );

    private static bool SameFigures<T>(T first, T second) =>
        typeof(T)
            .GetProperties()
            .Where(p => p.PropertyType == typeof(double?))
            .All(p => Near((double?)p.GetValue(first), (double?)p.GetValue(second)));

    private static bool Near(double? a, double? b) =>
        a is null ? b is null : b is not null && Math.Abs(a.Value - b.Value) <= Rounding;

    private static Matrix Columns(Matrix matrix, int[] order)
    {
        var moved = new Matrix(matrix.Rows, matrix.Columns);
        for (int row = 0; row < matrix.Rows; row++)
        for (int k = 0; k < order.Length; k++)
            moved[row, k] = matrix[row, order[k]];
        return moved;
    }

    private static void Untie(Matrix probabilities)
    {
        for (int row = 0; row < probabilities.Rows; row++)
        for (int k = 0; k < probabilities.Columns; k++)
            probabilities[row, k] += k * 1e-5f;
    }
}
