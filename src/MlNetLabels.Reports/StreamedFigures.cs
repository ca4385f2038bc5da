using MlNetLabels.Metrics;

namespace MlNetLabels.Reports;

/// <summary>What was found on more test rows than can be held: figures alone, and no row.</summary>
public sealed record StreamedFigures
{
    /// <summary>Where the rows came from, as the user named it.</summary>
    public required string Source { get; init; }

    /// <summary>Labelled rows that were gone through.</summary>
    public required int Rows { get; init; }

    /// <summary>Those of them that were judged.</summary>
    public required int TestRows { get; init; }

    /// <summary>The softmax head's figures; null without one.</summary>
    public MulticlassMetrics? Softmax { get; init; }

    /// <summary>The label heads' figures; null without any.</summary>
    public MultiLabelMetrics? Labels { get; init; }

    /// <summary>Test rows that the domain check accepts.</summary>
    public required int Accepted { get; init; }

    /// <summary>Classes or labels that the test rows show and the model does not know.</summary>
    public IReadOnlyList<string> NotJudged { get; init; } = [];

    /// <summary>What the user should know of them.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Seconds by phase.</summary>
    public IReadOnlyDictionary<string, double> Timings { get; init; } = new Dictionary<string, double>();

    /// <summary>Versions by what they are of.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>What made them, such as a command line; null for nothing.</summary>
    public string? Command { get; init; }
}
