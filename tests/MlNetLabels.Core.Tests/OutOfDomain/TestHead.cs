using System.Numerics.Tensors;
using MlNetLabels.Data;
using MlNetLabels.Numerics;

namespace MlNetLabels.Core.Tests.OutOfDomain;

/// <summary>
/// The heads of heads.json, solved anew in double precision: mean loss + lambda/2 |W|^2, bias unpenalised, by L-BFGS.
/// One linear output a class or label; the scores' tests must not depend on the product's own trainers.
/// </summary>
internal sealed class TestHead(double[][] weights, double[] bias)
{
    private const double Lambda = 0.01;
    private const int History = 12;

    public Matrix Logits(double[][] rows, bool centre)
    {
        var logits = new Matrix(rows.Length, bias.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            double[] z = [.. weights.Select((w, k) => TensorPrimitives.Dot<double>(w, rows[i]) + bias[k])];
            double mean = centre ? z.Average() : 0;
            for (int k = 0; k < z.Length; k++)
                logits[i, k] = (float)(z[k] - mean);
        }
        return logits;
    }

    public static TestHead Softmax(double[][] rows, int[] classes, int count, double gradient = 1e-11) =>
        Fit(
            rows,
            count,
            gradient,
            (i, z, residual) =>
            {
                double max = z.Max(),
                    sum = z.Sum(v => Math.Exp(v - max));
                for (int k = 0; k < count; k++)
                    residual[k] = Math.Exp(z[k] - max) / sum - (k == classes[i] ? 1 : 0);
                return max + Math.Log(sum) - z[classes[i]];
            }
        );

    public static TestHead LabelHeads(double[][] rows, LabelMatrix labels, double gradient = 1e-11) =>
        Fit(
            rows,
            labels.Labels,
            gradient,
            (i, z, residual) =>
            {
                double loss = 0;
                for (int k = 0; k < z.Length; k++)
                {
                    double y = labels[i, k] == LabelState.Present ? 1 : 0;
                    residual[k] = 1 / (1 + Math.Exp(-z[k])) - y;
                    loss += Math.Max(z[k], 0) - y * z[k] + Math.Log(1 + Math.Exp(-Math.Abs(z[k])));
                }
                return loss;
            }
        );

    private static TestHead Fit(
        double[][] rows,
        int outputs,
        double tolerance,
        Func<int, double[], double[], double> loss
    )
    {
        int d = rows[0].Length,
            size = outputs * (d + 1);
        double[][] x = [.. rows.Select(row => (double[])[.. row, 1])];
        double[] z = new double[outputs],
            residual = new double[outputs];
        double Evaluate(double[] w, double[] g)
        {
            Array.Clear(g);
            double total = 0;
            for (int i = 0; i < x.Length; i++)
            {
                for (int k = 0; k < outputs; k++)
                    z[k] = TensorPrimitives.Dot<double>(w.AsSpan(k * (d + 1), d + 1), x[i]);
                total += loss(i, z, residual) / x.Length;
                for (int k = 0; k < outputs; k++)
                    TensorPrimitives.MultiplyAdd(
                        x[i],
                        residual[k] / x.Length,
                        g.AsSpan(k * (d + 1), d + 1),
                        g.AsSpan(k * (d + 1), d + 1)
                    );
            }
            for (int k = 0; k < outputs; k++)
            {
                var part = w.AsSpan(k * (d + 1), d);
                total += Lambda / 2 * TensorPrimitives.SumOfSquares<double>(part);
                TensorPrimitives.MultiplyAdd(part, Lambda, g.AsSpan(k * (d + 1), d), g.AsSpan(k * (d + 1), d));
            }
            return total;
        }

        double[] w = new double[size],
            g = new double[size];
        double f = Evaluate(w, g);
        var pairs = new List<(double[] S, double[] Y, double Rho)>();
        for (int step = 0; step < 3000 && TensorPrimitives.Norm<double>(g) > tolerance; step++)
        {
            double[] direction = [.. g];
            var alphas = new double[pairs.Count];
            for (int p = pairs.Count - 1; p >= 0; p--)
            {
                alphas[p] = pairs[p].Rho * TensorPrimitives.Dot<double>(pairs[p].S, direction);
                TensorPrimitives.MultiplyAdd(pairs[p].Y, -alphas[p], direction, direction);
            }
            double scale =
                pairs.Count == 0
                    ? 1 / Math.Max(1, TensorPrimitives.Norm<double>(g))
                    : 1 / (pairs[^1].Rho * TensorPrimitives.SumOfSquares<double>(pairs[^1].Y));
            TensorPrimitives.Multiply(direction, scale, direction);
            for (int p = 0; p < pairs.Count; p++)
                TensorPrimitives.MultiplyAdd(
                    pairs[p].S,
                    alphas[p] - pairs[p].Rho * TensorPrimitives.Dot<double>(pairs[p].Y, direction),
                    direction,
                    direction
                );
            double slope = TensorPrimitives.Dot<double>(g, direction),
                t = 1,
                next = 0;
            double[] trial = new double[size],
                trialGradient = new double[size];
            for (int halving = 0; halving < 40; halving++, t /= 2)
            {
                TensorPrimitives.MultiplyAdd(direction, -t, w, trial);
                next = Evaluate(trial, trialGradient);
                if (next <= f - 1e-4 * t * slope + 1e-15)
                    break;
            }
            double[] s = new double[size],
                y = new double[size];
            TensorPrimitives.Subtract(trial, w, s);
            TensorPrimitives.Subtract(trialGradient, g, y);
            double curvature = TensorPrimitives.Dot<double>(s, y);
            if (curvature > 0)
                pairs.Add((s, y, 1 / curvature));
            if (pairs.Count > History)
                pairs.RemoveAt(0);
            (w, g, f) = (trial, trialGradient, next);
        }
        return new TestHead(
            [.. Enumerable.Range(0, outputs).Select(k => w[(k * (d + 1))..(k * (d + 1) + d)])],
            [.. Enumerable.Range(0, outputs).Select(k => w[k * (d + 1) + d])]
        );
    }
}
