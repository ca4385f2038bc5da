using MlNetLabels.Data;
using MlNetLabels.Numerics;
using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>Small random inputs of any shape for tests that need no real embeddings.</summary>
internal static class SyntheticDomain
{
    public static ScorerInput Input(int rows, int dimensions, int classes, int seed)
    {
        var random = new Random(seed);
        Matrix Normal(int columns)
        {
            var matrix = new Matrix(rows, columns);
            foreach (ref float value in matrix.Span)
                value = (float)(Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6);
            return matrix;
        }
        return new ScorerInput
        {
            Embeddings = Normal(dimensions),
            SoftmaxLogits = Normal(classes),
            LabelLogits = Normal(classes),
        }.AndRaw();
    }

    /// <summary>With its embeddings as raw ones.</summary>
    public static ScorerInput AndRaw(this ScorerInput input) => input with { RawEmbeddings = input.Embeddings };

    /// <summary>With raw embeddings, and in two inner folds: the even rows and the odd ones.</summary>
    public static ScorerTraining Complete(this ScorerTraining training)
    {
        int[] all = [.. Enumerable.Range(0, training.Input.Rows)];
        training = training with { Input = training.Input.AndRaw() };
        return training with
        {
            InnerFolds = _ =>
                all.Length < 2
                    ? [new(training, training.Input)]
                    :
                    [
                        .. new[] { 0, 1 }.Select(odd => new InnerFold(
                            Part([.. all.Where(i => i % 2 != odd)]),
                            training.Input.Select([.. all.Where(i => i % 2 == odd)])
                        )),
                    ],
        };

        ScorerTraining Part(int[] rows) =>
            new()
            {
                Input = training.Input.Select(rows),
                Classes = training.Classes is { } classes ? [.. rows.Select(i => classes[i])] : null,
                Labels = training.Labels?.Select(rows),
            };
    }

    /// <summary>Its embeddings, to look at and to change.</summary>
    public static Matrix AsMatrix(this ScorerInput input) => (Matrix)input.Embeddings;

    public static ScorerTraining Training(int rows, int dimensions, int classes = 3, int seed = 1) =>
        new()
        {
            Input = Input(rows, dimensions, classes, seed),
            Classes = [.. Enumerable.Range(0, rows).Select(i => i % classes)],
        };

    public static ScorerTraining AsLabels(this ScorerTraining training) =>
        training with
        {
            Classes = null,
            Labels = LabelMatrix.FromClasses([.. training.Classes!], training.Input.LabelLogits!.Columns),
            Input = training.Input with { SoftmaxLogits = null },
        };
}
