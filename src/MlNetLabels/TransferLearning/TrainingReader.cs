using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetLabels.Data;
using MlNetLabels.MLNet.Data;
using MlNetLabels.MLNet.Heads;

namespace MlNetLabels.MLNet.TransferLearning;

/// <summary>Reads embeddings, labels, groups and weights of a data view, all in one pass.</summary>
internal sealed class TrainingReader(TargetKind kind, TransferLearningOptions options, FitLog log)
{
    public TrainingData Read(IDataView embedded, Split split)
    {
        var reader = new ViewReader(embedded);
        var features = reader.Vectors(HeadColumns.Features);
        var (states, names) = kind == TargetKind.Classes ? OneClass(reader) : LabelSets(reader);
        var groups = options.GroupColumnName is { } group ? reader.Texts(group) : null;
        var weights = options.ExampleWeightColumnName is { } weight ? reader.Numbers(weight) : null;
        var files =
            embedded.Schema[options.ImageColumnName].Type is TextDataViewType
                ? reader.Texts(options.ImageColumnName)
                : null;
        int total = (int)Math.Min(embedded.GetRowCount() ?? 0, int.MaxValue);
        reader.Run(rows =>
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            log.Report(new WorkProgress("embedding images", rows, Math.Max(rows, total)));
        });

        var (embeddings, labels) = (features(), states());
        string[]? paths = files?.Invoke(),
            groupOf = groups?.Invoke();
        float[]? weightOf = weights?.Invoke();
        ImageRow[] rows =
        [
            .. labels.Select(
                (l, i) =>
                    new ImageRow
                    {
                        File = paths?[i] ?? FormattableString.Invariant($"{split} row {i}"),
                        Path = paths?[i] ?? "",
                        Labels = l ?? [],
                        Split = split,
                        Group = groupOf?[i] is { Length: > 0 } g ? g : null,
                        Weight = weightOf?[i] ?? 1,
                    }
            ),
        ];
        int[] labelled = [.. Enumerable.Range(0, rows.Length).Where(i => labels[i] is not null)];
        if (labelled.Length < rows.Length)
            log.Warn($"{rows.Length - labelled.Length} of {rows.Length} rows have no label and were left out.");
        return new(kind, names, [.. labelled.Select(i => rows[i])], embeddings.Select(labelled));
    }

    private (Func<LabelState[]?[]> States, string[] Names) OneClass(ViewReader reader)
    {
        var (classes, names) = reader.Classes(options.LabelColumnName ?? HeadColumns.Label);
        return (() => [.. classes().Select(c => c < 0 ? null : OneOf(names.Length, c))], names);
    }

    private (Func<LabelState[]?[]> States, string[] Names) LabelSets(ViewReader reader)
    {
        var (truth, names) = reader.Labels(options.LabelColumnName ?? HeadColumns.Labels);
        return (
            () =>
            {
                var all = truth();
                return [.. Enumerable.Range(0, all.Rows).Select(i => Known(all.Row(i).ToArray()))];
            },
            names
        );
    }

    private static LabelState[]? Known(LabelState[] states) => states.All(s => s == LabelState.Unknown) ? null : states;

    private static LabelState[] OneOf(int count, int present)
    {
        var states = new LabelState[count];
        Array.Fill(states, LabelState.Absent);
        states[present] = LabelState.Present;
        return states;
    }
}
