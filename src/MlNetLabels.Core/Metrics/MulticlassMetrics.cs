namespace MlNetLabels.Metrics;

/// <summary>
/// How good one-class-an-image predictions are. A metric that the rows cannot define is null and named in
/// <see cref="Undefined"/>. Below, n images, truth t, predicted class = largest probability, the lowest index among
/// equals. Unless a line says otherwise a metric equals scikit-learn's of the same name.
/// </summary>
public sealed record MulticlassMetrics
{
    /// <summary>Number of images judged.</summary>
    public required int Count { get; init; }

    /// <summary>Share of images whose predicted class is the true one. 0 to 1, higher is better, 1 = perfect.</summary>
    public double? Accuracy { get; init; }

    /// <summary>
    /// Mean recall over the classes that occur. 0 to 1, higher is better, 1 = perfect; 1/classes = blind.
    /// Source: Brodersen, Ong, Stephan and Buhmann, ICPR 2010.
    /// </summary>
    public double? BalancedAccuracy { get; init; }

    /// <summary>
    /// Unweighted mean of the classes' F1 = 2 TP / (2 TP + FP + FN), over the classes that occur or are predicted. A
    /// class that occurs and is never predicted counts as 0. 0 to 1, higher is better, 1 = perfect.
    /// </summary>
    public double? MacroF1 { get; init; }

    /// <summary>
    /// Mean of the classes' F1 weighted by how many images each has. 0 to 1, higher is better, 1 = perfect.
    /// </summary>
    public double? WeightedF1 { get; init; }

    /// <summary>1/n Σ -ln p(t), natural logarithm. 0 to infinity, lower is better, 0 = perfect. See
    /// <see cref="LogLossClipped"/>. Source:
    /// Good, JRSS B 14 (1952).</summary>
    public double? LogLoss { get; init; }

    /// <summary>Images whose true class got a probability below <see cref="Metrics.LogLoss.Epsilon"/> and counted as
    /// that; 0 where the
    /// log-loss is exact.</summary>
    public int LogLossClipped { get; init; }

    /// <summary>1/n Σ Σₖ (pₖ - [k = t])², summed over all classes. 0 to 2, lower is better, 0 = perfect. Source: Brier,
    /// Monthly Weather
    /// Review 78 (1950).</summary>
    public double? Brier { get; init; }

    /// <summary>
    /// Expected calibration error of the largest probability, 15 equal bins (<see cref="CalibrationError.Expected"/>).
    /// 0 to 1, lower is better, 0 = perfect; few rows inflate it. Source: Guo, Pleiss, Sun and Weinberger, ICML 2017.
    /// </summary>
    public double? Ece { get; init; }

    /// <summary>The 15 bins behind <see cref="Ece"/>, lowest first.</summary>
    public IReadOnlyList<ReliabilityBin> Reliability
    {
        get;
        // What is read from JSON that lacks it is null, and not the default.
        init => field = value ?? [];
    } = [];

    /// <summary>
    /// Share of images whose true class is among the two most probable, lower indices first among equals (scikit-learn
    /// takes higher ones
    /// first). 0 to 1, higher is better, 1 = perfect. Null for fewer than three classes, where it is always 1.
    /// </summary>
    public double? Top2Accuracy { get; init; }

    /// <summary>
    /// Matthews correlation for many classes, R_K = (c s - Σ tₖ pₖ) / √((s² - Σ pₖ²)(s² - Σ tₖ²)) with c right of s, tₖ
    /// true and pₖ predicted counts. -1 to 1, higher is better, 1 = perfect, 0 = blind. Null, not 0 as in scikit-learn,
    /// where a factor is 0. Source: Gorodkin, Computational Biology and Chemistry 28 (2004).
    /// </summary>
    public double? Mcc { get; init; }

    /// <summary>
    /// Cohen's kappa (pₒ - pₑ) / (1 - pₑ), pₒ the accuracy and pₑ = Σ tₖ pₖ / s². -1 to 1, higher is better, 1 =
    /// perfect, 0 = blind. Source: Cohen, Educational and Psychological Measurement 20 (1960).
    /// </summary>
    public double? Kappa { get; init; }

    /// <summary>
    /// Unweighted mean of the one-versus-rest AUROCs, each of one class's probability against all other classes, over
    /// the classes that occur. 0 to 1, higher is better, 1 = perfect, 0.5 = blind. Source: Provost and Domingos (2000),
    /// as scikit-learn's "ovr" with "macro".
    /// </summary>
    public double? Auroc { get; init; }

    /// <summary>Counts, rows = true class, columns = predicted class.</summary>
    public required int[][] Confusion { get; init; }

    /// <summary>The classes in order.</summary>
    public required IReadOnlyList<ClassMetrics> PerClass { get; init; }

    /// <summary>Why each metric that is null could not be computed, by its camelCase name; one of a class as
    /// <c>perClass[2].recall</c>.</summary>
    public IReadOnlyDictionary<string, string> Undefined
    {
        get;
        // What is read from JSON that lacks it is null, and not the default.
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();
}

/// <summary>One class of <see cref="MulticlassMetrics"/>.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Precision">TP / (TP + FP), right among those predicted as this class; 0 to 1, higher is better; null
/// where none was
/// predicted.</param>
/// <param name="Recall">TP / (TP + FN), found among those that are of this class; 0 to 1, higher is better; null where
/// there is
/// none.</param>
/// <param name="F1">
/// 2 TP / (2 TP + FP + FN); 0 to 1, higher is better; null where the class neither occurs nor is predicted.
/// </param>
/// <param name="Support">Images of this class.</param>
public sealed record ClassMetrics(string Class, double? Precision, double? Recall, double? F1, int Support)
{
    /// <summary>Chance that an image of this class gets a higher probability for it than one of another class; 0 to 1,
    /// 0.5 = blind; null
    /// unless both exist.</summary>
    public double? Auroc { get; init; }
}
