namespace MlNetLabels.Metrics;

/// <summary>How good one-class-an-image predictions are. A metric that the rows cannot define is null and named in <see cref="Undefined"/>.</summary>
public sealed record MulticlassMetrics
{
    /// <summary>Number of images judged.</summary>
    public required int Count { get; init; }

    /// <summary>Share of images whose most probable class is the true one; 0 to 1, higher is better.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Mean recall over the classes that occur; 0 to 1, higher is better.</summary>
    public double? BalancedAccuracy { get; init; }

    /// <summary>Unweighted mean of the classes' F1; 0 to 1, higher is better.</summary>
    public double? MacroF1 { get; init; }

    /// <summary>Mean of the classes' F1 weighted by their counts; 0 to 1, higher is better.</summary>
    public double? WeightedF1 { get; init; }

    /// <summary>Mean of -ln p(true class); 0 to infinity, lower is better.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Mean squared distance of the probability vector from the one-hot truth; 0 to 2, lower is better.</summary>
    public double? Brier { get; init; }

    /// <summary>Expected calibration error of the largest probability, 15 equal bins; 0 to 1, lower is better.</summary>
    public double? Ece { get; init; }

    /// <summary>Share of images whose true class is among the two most probable; 0 to 1, higher is better.</summary>
    public double? Top2Accuracy { get; init; }

    /// <summary>Matthews correlation coefficient; -1 to 1, higher is better.</summary>
    public double? Mcc { get; init; }

    /// <summary>Cohen's kappa; -1 to 1, higher is better.</summary>
    public double? Kappa { get; init; }

    /// <summary>Macro mean of the one-versus-rest AUROCs; 0 to 1, higher is better.</summary>
    public double? Auroc { get; init; }

    /// <summary>Counts, rows = true class, columns = predicted class.</summary>
    public required int[][] Confusion { get; init; }

    /// <summary>The classes in order.</summary>
    public required IReadOnlyList<ClassMetrics> PerClass { get; init; }

    /// <summary>Why each metric that is null could not be computed, by its camelCase name.</summary>
    public IReadOnlyDictionary<string, string> Undefined { get; init; } = new Dictionary<string, string>();
}

/// <summary>One class of <see cref="MulticlassMetrics"/>.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Precision">Right among those predicted as this class; null where none was predicted.</param>
/// <param name="Recall">Found among those that are of this class; null where there is none.</param>
/// <param name="F1">2 TP / (2 TP + FP + FN); null where the class neither occurs nor is predicted.</param>
/// <param name="Support">Images of this class.</param>
public sealed record ClassMetrics(string Class, double? Precision, double? Recall, double? F1, int Support);
