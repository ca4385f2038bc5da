using System.Diagnostics;
using System.Globalization;
using MlNetLabels.Data;
using MlNetLabels.Datasets;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.Numerics;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>
/// Judges a model on parts of more rows than fit into memory, some thousand at a time: figures alone, without the rows.
/// </summary>
internal sealed class StreamedEvaluation(EvaluateOptions options, Model model, RunContext context)
{
    // Numbers at once, of rows and what is answered; and rows, of which more are no faster.
    private const int NumbersAtOnce = 4_000_000,
        MostAtOnce = 20_000;

    private const int MostNamed = 10;

    private readonly StreamedMulticlass? _classes = model.Description.Softmax is { } softmax
        ? new(softmax.Classes)
        : null;

    private readonly StreamedMultiLabel? _labels = model.Description.Labels is { } labels
        ? new(labels.Names, [.. labels.Thresholds.Select(x => x.Threshold)])
        : null;

    private readonly SortedSet<string> _notJudged = new(StringComparer.Ordinal);

    private int _rows,
        _seen,
        _test,
        _accepted;

    /// <summary>The report.</summary>
    /// <param name="parts">The rows.</param>
    /// <param name="labels">Classes or labels of the model.</param>
    /// <param name="title">Of the report.</param>
    /// <exception cref="InvalidInputException">There is nothing to judge, or too much is asked for.</exception>
    public EvaluationReport Run(EmbeddingParts parts, int labels, string title)
    {
        Check();
        var clock = Stopwatch.StartNew();
        var known = new PartsLoader(context).Labels(parts, options.Labels, options.Reading);
        int atOnce = Math.Clamp(NumbersAtOnce / (parts.Backbone.Dimension + 4 * labels), 1, MostAtOnce);
        var groups = new List<(EmbeddingRows Rows, IReadOnlyList<int> Taken)>();
        var numbers = new List<float>();
        foreach (var (_, rows, read) in parts.Groups(context, "Judging rows"))
        {
            int[] taken =
            [
                .. Enumerable
                    .Range(0, rows.Files.Count)
                    .Where(i => rows.Reasons[i] is null && known.StratumOf(rows, i) is not null),
            ];
            var wanted = taken.ToHashSet();
            read(
                (i, own) =>
                {
                    if (wanted.Contains(i))
                        numbers.AddRange(own.Span);
                }
            );
            groups.Add((rows, taken));
            if (groups.Sum(x => x.Taken.Count) >= atOnce)
                Judge(parts, known, groups, numbers);
        }
        Judge(parts, known, groups, numbers);
        if (_test == 0)
            throw new InvalidInputException(
                parts.Given,
                null,
                _seen > 0
                    ? "all its images were used to train this model. Give images that it has not seen."
                    : "no row of it is labelled and of the split 'test'."
            );
        string[] notes = [.. Notes(parts)];
        foreach (string note in notes)
            context.Log.Note(note);
        return ReportBuilder.Build(
            model,
            title,
            new StreamedFigures
            {
                Source = parts.Given,
                Rows = _rows,
                TestRows = _test,
                Softmax = _classes?.Evaluate(),
                Labels = _labels?.Evaluate(),
                Accepted = _accepted,
                NotJudged = [.. _notJudged],
                Notes = notes,
                Timings = new Dictionary<string, double> { ["evaluate"] = clock.Elapsed.TotalSeconds },
                Versions = ReportRun.Versions(),
                Command = options.Command,
            }
        );
    }

    private void Check()
    {
        string? given =
            options.OutOfDomain.Count > 0 ? "--out-of-domain"
            : options.Negatives.Count > 0 ? "--negatives"
            : options.Corrections is not null ? "--corrections"
            : options.Classes.Count > 0 ? "--classes"
            : options.PredictionsFolder is not null ? "a folder of predictions"
            : null;
        if (given is not null)
            throw new InvalidInputException(
                options.Embeddings!,
                null,
                $"there are more rows than fit into memory, so they are judged as they come, and {given} needs them all at "
                    + "once. Leave it out, give more --memory, or name fewer parts."
            );
    }

    private void Judge(
        EmbeddingParts parts,
        RowLabels known,
        List<(EmbeddingRows Rows, IReadOnlyList<int> Taken)> groups,
        List<float> numbers
    )
    {
        int count = groups.Sum(x => x.Taken.Count);
        if (count > 0)
        {
            var listed = known.Read(parts.Given, groups, options.Reading);
            var embeddings = new Matrix(count, parts.Backbone.Dimension, numbers.ToArray());
            Judge(EmbeddedDataset.FromMatrix(listed, embeddings, parts.Given));
        }
        groups.Clear();
        numbers.Clear();
    }

    private void Judge(EmbeddedDataset data)
    {
        bool hasSplits = data.Dataset.Rows.Any(row => row.Split is not null);
        int[] candidates =
        [
            .. Enumerable
                .Range(0, data.Dataset.Rows.Count)
                .Where(i => !hasSplits || data.Dataset.Rows[i].Split == Split.Test),
        ];
        int[] rows = [.. candidates.Where(i => model.FindUse(data.Contents[i], data.Embeddings.Row(i)) is null)];
        _rows += data.Dataset.Rows.Count;
        _seen += candidates.Length - rows.Length;
        if (rows.Length == 0)
            return;
        var test = TestSet.FromRows(model, data, rows, []);
        var outputs = model.Compute(test.Data.Embeddings, context.CancellationToken);
        if (test.Classes is { } classes)
            _classes!.Add(classes, outputs.ClassProbabilities!);
        if (test.Labels is { } labels)
            _labels!.Add(labels, outputs.LabelProbabilities!);
        _notJudged.UnionWith(test.NotJudged);
        _test += outputs.Rows;
        _accepted += outputs.DomainScores.Count(score => model.Description.Domain.Cut is not { } cut || score <= cut);
    }

    private string Unknown() =>
        _notJudged.Count <= MostNamed
            ? Counted.And([.. _notJudged.Select(name => $"'{name}'")])
            : $"{Figures.Count(_notJudged.Count)} classes or labels of the rows";

    private IEnumerable<string> Notes(EmbeddingParts parts)
    {
        if (parts.Missing is { } missing)
            yield return missing;
        if (_seen > 0)
            yield return $"{Counted.Of(_seen, "image")} were used to train or tune the model, and are not judged.";
        if (_notJudged.Count > 0)
            yield return $"Not judged, as the model does not know them: {Unknown()}.";
        double bound = Math.Max(_classes?.Bound ?? 0, _labels?.Bound ?? 0);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"There are more rows than fit into memory, so they were judged as they came: AUROC and average precision are within "
                + $"{Math.Ceiling(bound * 1e5) / 1e5:0.#####} of the exact ones, everything else is exact; intervals, curves, examples and "
                + $"the search for wrong labels need all rows and are absent."
        );
    }
}
