namespace MlNetLabels.Heads;

/// <summary>How the heads are trained.</summary>
public sealed record HeadOptions
{
    /// <summary>
    /// lambda of the penalty lambda/2 |W|^2 (biases are free); null chooses it by cross-validation on the training
    /// rows.
    /// </summary>
    public double? L2 { get; init; }

    /// <summary>Weight of each class in the softmax loss; null weighs all alike.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>Weight of present cells of each label of the data in the label loss; null weighs all alike.</summary>
    public IReadOnlyList<double>? PositiveWeights { get; init; }

    /// <summary>
    /// Weights of present cells that make them count as much as the absent ones: absent / present. Ignored where
    /// <see cref="PositiveWeights"/> is given.
    /// </summary>
    public bool BalancedPositives { get; init; }

    /// <summary>
    /// Weights that make every class count alike in the softmax loss: n / (classes x count). Ignored where
    /// <see cref="ClassWeights"/> is given.
    /// </summary>
    public bool Balanced { get; init; }

    /// <summary>Optimiser steps after which training stops short, with a warning.</summary>
    public int MaxIterations { get; init; } = 1000;

    /// <summary>
    /// Stop when the gradient puts the loss within this share of the optimum: |gradient|^2 / (2 lambda), a bound, for the
    /// weights, and |gradient|^2 / (2 curvature), an estimate from the loss, for the free biases.
    /// </summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>Whether an estimate of the gap suffices to stop, as on the way to lambda.</summary>
    internal bool Estimate { get; init; }

    /// <summary>Whether to try every lambda on every fold: what the short way to it is held against.</summary>
    internal bool WholePath { get; init; }

    /// <summary>Folds of the cross-validation that chooses lambda.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Seed of the folds.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to use; the result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Told of each fit on the way to lambda. <see cref="Models.ModelTrainer"/> puts it here for its trainers; no model
    /// stores it.
    /// </summary>
    internal IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>
    /// Where a fit begins; null for zeros. The optimum is the same, the way to it shorter. No model stores it.
    /// </summary>
    internal LinearLayer? Start { get; init; }

    /// <summary>
    /// The curvature of the rows, for both heads; null where each makes its own. No model stores it.
    /// </summary>
    internal Lazy<Preconditioner?>? Preconditioner { get; init; }
}
