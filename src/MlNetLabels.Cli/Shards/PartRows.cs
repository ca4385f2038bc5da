using MlNetLabels.Cli.Output;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Shards;

/// <summary>Rows of a part that are held together.</summary>
/// <param name="columns">Which columns there are.</param>
/// <param name="first">Number of the first row in the list.</param>
/// <param name="count">Rows.</param>
/// <param name="dimension">Numbers of an embedding.</param>
internal sealed class PartRows(PartColumns columns, long first, int count, int dimension)
{
    public int Count => count;

    public int Dimension => dimension;

    public long First => first;

    public string[] Files { get; init; } = new string[count];

    /// <summary>Of the images' bytes; null where there is no embedding.</summary>
    public string?[] Sha256 { get; init; } = new string?[count];

    public string?[] Reasons { get; init; } = new string?[count];

    /// <summary>Those that there are, one behind the other.</summary>
    public required ReadOnlyMemory<float> Embeddings { get; init; }

    /// <summary>By column.</summary>
    public string?[][] Texts { get; init; } = [.. columns.Texts.Select(_ => new string?[count])];

    /// <summary>By column.</summary>
    public double?[][] Numbers { get; init; } = [.. columns.Numbers.Select(_ => new double?[count])];

    public int Embedded => Sha256.Count(x => x is not null);

    /// <summary>Puts what the list says of an image into the columns that are carried along.</summary>
    public void Carry(int row, IReadOnlyList<string> cells)
    {
        for (int i = 0; i < columns.Carried; i++)
            Texts[i][row] = cells[i];
    }

    /// <summary>Puts a model's answer into the columns that <see cref="PartColumns"/> named.</summary>
    public void Put(int row, Prediction answer)
    {
        string?[] texts =
        [
            answer.Verdict.ToString(),
            answer.Class,
            answer.Labels is { } labels ? string.Join(';', labels.Where(x => x.Applies).Select(x => x.Name)) : null,
            answer.IsCalibrated ? "yes" : "no",
            PredictionCsv.OnOrOff(answer.Domain.IsOn),
            PredictionCsv.OnOrOff(answer.NewClass?.IsOn),
            PredictionCsv.SetsOn(answer),
            Joined(answer.ClassSet),
            Joined(answer.LabelSet),
        ];
        double?[] numbers =
        [
            answer.Domain.Score,
            answer.Domain.PValue,
            answer.NewClass?.PValue,
            .. (answer.Classes ?? []).Select(x => (double?)x.Probability),
            .. (answer.Labels ?? []).Select(x => (double?)x.Probability),
        ];
        for (int i = 0; i < texts.Length; i++)
            Texts[columns.Carried + i][row] = texts[i];
        for (int i = 0; i < Numbers.Length; i++)
            Numbers[i][row] = numbers[i];
    }

    private static string? Joined(IReadOnlyList<string>? names) => names is null ? null : string.Join(';', names);
}
