using System.Text.Json.Serialization;

namespace MlNetLabels.Benchmarks.Heads;

internal sealed record HeadsReport(Machine Machine, IReadOnlyList<HeadsResult> Sizes);

/// <summary>What was measured on one mixture; times are the least of all repeats, in seconds.</summary>
internal sealed record HeadsResult
{
    public required Mixture Mixture { get; init; }

    /// <summary>Passes over the rows that the softmax fit took.</summary>
    public required int SoftmaxEvaluations { get; init; }

    /// <summary>
    /// Passes over the rows that the label fit took; labels that have converged leave the later ones.
    /// </summary>
    public required int LabelEvaluations { get; init; }

    /// <summary>The two products of a pass, as often as the softmax fit makes it.</summary>
    public required double Products { get; init; }

    /// <summary>Billions of additions and multiplications of the products in a second.</summary>
    public required double ProductGigaflops { get; init; }

    /// <summary>The same of a loop that does nothing else, on as many threads.</summary>
    public required double PeakGigaflops { get; init; }

    public required double SoftmaxFit { get; init; }

    public required double LabelFit { get; init; }

    public double? SoftmaxPath { get; init; }

    public required double PredictionsPerSecond { get; init; }

    /// <summary>
    /// Most memory in use during the softmax fit beyond what was in use before, as a share of the embeddings.
    /// </summary>
    public required double SoftmaxMemory { get; init; }

    public required double LabelMemory { get; init; }

    /// <summary>Whether one thread and two gave the same weights.</summary>
    public required bool SameBits { get; init; }

    public double FitOverProducts => SoftmaxFit / Products;

    public double LabelsOverSoftmax => LabelFit / SoftmaxFit;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(HeadsReport))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
