namespace MlNetLabels.Models;

/// <summary>What a model that was trained on a sample knows of what more rows would bring. Immutable.</summary>
/// <param name="Rows">Rows drawn, those to test on included.</param>
/// <param name="Of">Labelled rows that there are.</param>
/// <param name="Seed">Of the draw.</param>
public sealed record TrainingSample(int Rows, long Of, int Seed)
{
    /// <summary>Name of the figure in <see cref="Curve"/>, such as accuracy; null where there is no curve.</summary>
    public string? Figure { get; init; }

    /// <summary>The same test rows answered by models of more and more rows; empty where no row is left to test on.</summary>
    public IReadOnlyList<LearningPoint> Curve
    {
        get;
        // What is read from JSON that lacks it is null, and not the default.
        init => field = value ?? [];
    } = [];
}

/// <summary>One point of a learning curve.</summary>
/// <param name="Rows">Rows that the heads were trained on.</param>
/// <param name="Value">The figure on the test rows; null where there is none, with <see cref="Reason"/>.</param>
/// <param name="Low">Lower end of its 95 % interval; null where it is unknown.</param>
/// <param name="High">Upper end.</param>
public sealed record LearningPoint(int Rows, double? Value, double? Low, double? High)
{
    /// <summary>Why there is no figure.</summary>
    public string? Reason { get; init; }
}
