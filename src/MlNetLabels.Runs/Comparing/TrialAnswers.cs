using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.Numerics;

namespace MlNetLabels.Runs;

/// <summary>What the models of one backbone said of the images that each was judged on, put together.</summary>
internal sealed class TrialAnswers
{
    private readonly List<(OutOfDomainSet Set, string Score, double Auroc)> _separations = [];
    private readonly Matrix _probabilities;
    private readonly HashSet<string> _unknown = [];

    public TrialAnswers(string name, EmbeddedDataset data, Division division)
    {
        (Name, Data, Division) = (name, data, division);
        Rows = [.. division.Tests.SelectMany(x => x).Order()];
        _probabilities = new Matrix(data.Dataset.Rows.Count, data.Dataset.LabelNames.Count);
    }

    public string Name { get; }

    public EmbeddedDataset Data { get; }

    public Division Division { get; }

    public double Milliseconds { get; set; }

    /// <summary>The rows judged, ascending.</summary>
    public int[] Rows { get; }

    /// <summary>A model's answers to some rows.</summary>
    public void Add(Model model, ModelOutputs outputs, int[] rows)
    {
        bool isClasses = Data.Dataset.Kind == TargetKind.Classes;
        var known = isClasses ? model.Description.Softmax?.Classes : model.Description.Labels?.Names;
        var answers = isClasses ? outputs.ClassProbabilities : outputs.LabelProbabilities;
        for (int k = 0; k < Data.Dataset.LabelNames.Count; k++)
        {
            string name = Data.Dataset.LabelNames[k];
            int column = known?.ToList().IndexOf(name) ?? -1;
            if (column < 0)
                _unknown.Add(name);
            else
                for (int i = 0; i < rows.Length; i++)
                    _probabilities[rows[i], k] = answers![i, column];
        }
    }

    public void Add(OutOfDomainSet set, string score, double auroc) => _separations.Add((set, score, auroc));

    public IReadOnlyList<BackboneSeparation> Separations() =>
        [
            .. _separations
                .GroupBy(x => x.Set.Name)
                .Select(g => new BackboneSeparation(
                    g.Key,
                    g.First().Set.Distance,
                    g.First().Score,
                    g.Average(x => x.Auroc),
                    g.Min(x => x.Auroc),
                    g.Max(x => x.Auroc)
                )),
        ];

    public MulticlassPredictions Classes() =>
        _unknown.Count > 0
            ? throw new InvalidInputException(
                Data.Dataset.Source,
                null,
                $"the class '{_unknown.First()}' has too few images to be in every part. Add images, or leave it out: name the "
                    + "other classes with --classes."
            )
            : new(Data.Dataset.Classes(Rows), _probabilities.Select(Rows), Data.Dataset.LabelNames);

    /// <summary>Label heads that every model has.</summary>
    public MultiLabelPredictions Labels()
    {
        int[] columns =
        [
            .. Enumerable
                .Range(0, Data.Dataset.LabelNames.Count)
                .Where(k => !_unknown.Contains(Data.Dataset.LabelNames[k])),
        ];
        if (columns.Length == 0)
            throw new InvalidInputException(
                Data.Dataset.Source,
                null,
                $"no label has images enough for a head in every part ({ModelTrainer.MinPerLabel} with it and as many "
                    + "without)."
            );
        var chosen = new Matrix(Rows.Length, columns.Length);
        for (int i = 0; i < Rows.Length; i++)
        for (int k = 0; k < columns.Length; k++)
            chosen[i, k] = _probabilities[Rows[i], columns[k]];
        return new(
            Data.Dataset.Truth(Rows).SelectLabels(columns),
            chosen,
            // Neither average precision nor log-loss reads them.
            [.. columns.Select(_ => 0.5)],
            [.. columns.Select(k => Data.Dataset.LabelNames[k])]
        );
    }
}
