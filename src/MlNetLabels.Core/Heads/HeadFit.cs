namespace MlNetLabels.Heads;

/// <summary>A trained head and how its training went.</summary>
/// <param name="Layer">Weights and biases on standardised embeddings.</param>
/// <param name="L2">
/// The lambda it was trained with; for labels trained with a lambda each, one per output, else a single value.
/// </param>
/// <param name="Objectives">Loss + penalty at the end: one value for softmax, one per label for labels.</param>
/// <param name="Iterations">Optimiser steps, the most that any part took.</param>
/// <param name="Warnings">What the user should know, such as training that stopped short.</param>
/// <param name="Path">The lambdas tried and their cross-validated log-loss; empty where lambda was given.</param>
public sealed record HeadFit(
    LinearLayer Layer,
    double L2,
    IReadOnlyList<double> Objectives,
    int Iterations,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<LambdaPoint> Path
)
{
    /// <summary>
    /// Passes over the training rows that the last fit took; more than its steps where a step had to be tried anew.
    /// </summary>
    public int Evaluations { get; init; }
}

/// <summary>One point of the regularisation path.</summary>
/// <param name="L2">lambda.</param>
/// <param name="LogLoss">Mean log-loss on the left-out folds; lower is better.</param>
public sealed record LambdaPoint(double L2, double LogLoss);
