using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>A domain as the scores see it: standardised by its training rows, with heads fitted on them.</summary>
internal sealed class TestDomain
{
    private readonly double[] _mean,
        _deviation;
    private readonly TestHead? _softmax,
        _labels;

    /// <param name="set">Where the rows are from.</param>
    /// <param name="train">Training rows.</param>
    /// <param name="gradient">Norm of the gradient at which the heads are solved.</param>
    public TestDomain(TestSet set, int[] train, double gradient = 1e-11)
    {
        var rows = set.Embeddings.Select(train);
        (_mean, _deviation) = (new double[rows.Columns], new double[rows.Columns]);
        for (int j = 0; j < rows.Columns; j++)
        {
            for (int i = 0; i < rows.Rows; i++)
                _mean[j] += rows[i, j];
            _mean[j] /= rows.Rows;
            for (int i = 0; i < rows.Rows; i++)
                _deviation[j] += (rows[i, j] - _mean[j]) * (rows[i, j] - _mean[j]);
            _deviation[j] = Math.Sqrt(_deviation[j] / rows.Rows);
            if (_deviation[j] == 0)
                _deviation[j] = 1;
        }
        var standard = Standardize(rows);
        var truth = set.Select(train);
        if (truth.Classes is not null)
            _softmax = TestHead.Softmax(standard, truth.Classes, truth.ClassNames.Length, gradient);
        if (truth.Labels is not null)
            _labels = TestHead.LabelHeads(standard, truth.Labels, gradient);
        Training = new ScorerTraining
        {
            Input = Input(rows),
            Classes = truth.Classes,
            Labels = truth.Labels,
            InnerFolds = _ =>
                [
                    .. new[] { 0, 1 }.Select(odd =>
                    {
                        var part = new TestDomain(set, [.. train.Where((_, i) => i % 2 != odd)], gradient);
                        int[] held = [.. train.Where((_, i) => i % 2 == odd)];
                        return new InnerFold(part.Training, part.Input(set.Embeddings.Select(held)));
                    }),
                ],
        };
    }

    public ScorerTraining Training { get; }

    public IOutOfDomainScorer Fit(string name)
    {
        var scorer = OutOfDomainScorers.Create(name);
        scorer.Fit(Training, TestContext.Current.CancellationToken);
        return scorer;
    }

    public double[] Score(IOutOfDomainScorer scorer, Matrix raw) =>
        scorer.Score(Input(raw), TestContext.Current.CancellationToken);

    public ScorerInput Input(Matrix raw)
    {
        var standard = Standardize(raw);
        return new ScorerInput
        {
            Embeddings = Round(standard),
            RawEmbeddings = raw,
            SoftmaxLogits = _softmax?.Logits(standard, centre: true),
            LabelLogits = _labels?.Logits(standard, centre: false),
        };
    }

    private double[][] Standardize(Matrix raw) =>
        [
            .. Enumerable
                .Range(0, raw.Rows)
                .Select(i =>
                    (double[])[.. Enumerable.Range(0, raw.Columns).Select(j => (raw[i, j] - _mean[j]) / _deviation[j])]
                ),
        ];

    private static Matrix Round(double[][] rows)
    {
        var matrix = new Matrix(rows.Length, rows.Length == 0 ? 0 : rows[0].Length);
        for (int i = 0; i < rows.Length; i++)
        for (int j = 0; j < matrix.Columns; j++)
            matrix[i, j] = (float)rows[i][j];
        return matrix;
    }
}
