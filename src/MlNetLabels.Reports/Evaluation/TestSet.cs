using MlNetLabels.Data;
using MlNetLabels.Models;

namespace MlNetLabels.Evaluation;

/// <summary>
/// In-domain images to judge a model on, with their truth in the model's own order of classes and labels.
/// </summary>
public sealed record TestSet
{
    private const int MostNamed = 10;

    /// <summary>The images.</summary>
    public required EmbeddedDataset Data { get; init; }

    /// <summary>True class of each image; null for models of label sets.</summary>
    public int[]? Classes { get; init; }

    /// <summary>True labels of each image; null for models without label heads.</summary>
    public LabelMatrix? Labels { get; init; }

    /// <summary>Images that must be resampled together.</summary>
    public required int[] Groups { get; init; }

    /// <summary>
    /// Known negatives that the model has not seen; null where there are none. Of a classifier they are beside the
    /// images above, since no class is right for them; of label sets they are among them.
    /// </summary>
    public EmbeddedDataset? Negatives { get; init; }

    /// <summary>Classes or labels that the images show and the model does not know: no figure counts them.</summary>
    public IReadOnlyList<string> NotJudged { get; init; } = [];

    /// <summary>What the user should know of the choice.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// The rows of a dataset that a model may be judged on: those of the split 'test' where splits are given, and none
    /// that the model has seen.
    /// </summary>
    public static TestSet From(Model model, EmbeddedDataset data)
    {
        var (candidates, hasSplits) = Candidates(data.Dataset);
        int[] rows = [.. candidates.Where(i => model.FindUse(data.Contents[i], data.Embeddings.Row(i)) is null)];
        if (rows.Length == 0)
            throw hasSplits && candidates.Length == 0
                ? new InvalidInputException(data.Dataset.Source, null, "no row is of the split 'test'.")
                : AllSeen(data.Dataset, candidates.Length);

        var notes = new List<string>();
        if (hasSplits)
            notes.Add($"{candidates.Length} of {data.Dataset.Rows.Count} rows are of the split 'test'.");
        if (rows.Length < candidates.Length)
            notes.Add(
                $"{candidates.Length - rows.Length} of {candidates.Length} images were used to train or tune the "
                    + $"model; {(rows.Length == 1 ? "the other one is" : $"the other {rows.Length} are")} judged."
            );
        return FromRows(model, data, rows, notes);
    }

    /// <summary>The given rows of a dataset.</summary>
    public static TestSet FromRows(Model model, EmbeddedDataset data, int[] rows, IReadOnlyList<string> notes)
    {
        if (model.Description.Softmax is not null && data.Dataset.Kind == TargetKind.LabelSets)
        {
            data = OneLabelAsClass(data, rows);
            notes = [.. notes, "Every image has exactly one label, which is taken for its class."];
        }
        int[] negatives = [.. rows.Where(data.Dataset.IsNegative)];
        if (data.Dataset.Kind == TargetKind.Classes && negatives.Length > 0)
            rows = [.. rows.Where(i => !data.Dataset.IsNegative(i))];
        if (rows.Length == 0)
            throw new InvalidInputException(
                data.Dataset.Source,
                null,
                "no image with a class is left to judge the model on."
            );
        var chosen = data.Select(rows);
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        return new TestSet
        {
            Data = chosen,
            Classes = model.Description.Softmax is { } softmax
                ? ClassIndices(chosen.Dataset, softmax.Classes, all)
                : null,
            Labels = model.Description.Labels is { } labels ? TrueLabels(chosen.Dataset, labels.Names) : null,
            Groups = RowGroups.Assign(chosen.Dataset, chosen.Contents, all),
            Negatives = negatives.Length == 0 ? null : data.Select(negatives),
            NotJudged = [.. Shown(chosen.Dataset).Except(Names(model))],
            Notes = [.. notes, .. Missing(model, chosen.Dataset)],
        };
    }

    /// <summary>
    /// Looks, before any image is embedded, whether a model can be judged on a dataset: what its test images show is known
    /// to the model, or their labels are.
    /// </summary>
    /// <exception cref="InvalidInputException">It cannot.</exception>
    public static void Check(Model model, ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        int[] rows = [.. Candidates(dataset).Rows.Where(i => !dataset.IsNegative(i))];
        if (model.Description.Softmax is { } softmax)
        {
            if (dataset.Kind == TargetKind.LabelSets)
            {
                CheckOneLabel(dataset, rows);
                dataset = dataset with { Kind = TargetKind.Classes };
            }
            _ = ClassIndices(dataset, softmax.Classes, rows);
        }
        else if (model.Description.Labels is { } labels)
        {
            CheckLabels(dataset, labels.Names);
            CheckSpelling(dataset, labels.Names);
        }
    }

    /// <summary>
    /// Looks, before any image is embedded, whether a model has seen all that it would be judged on: up to the first file
    /// whose bytes are not of an image that trained or tuned it.
    /// </summary>
    /// <exception cref="InvalidInputException">It has.</exception>
    public static void CheckUnseen(Model model, ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        int[] rows = Candidates(dataset).Rows;
        if (rows.Length > 0 && Array.TrueForAll(rows, IsSeen))
            throw AllSeen(dataset, rows.Length);

        // What cannot be read is told in its turn.
        bool IsSeen(int i) => InputFile.TryHash(dataset.Rows[i].Path) is { } hash && model.FindUse(hash) is not null;
    }

    private static InvalidInputException AllSeen(ImageDataset dataset, int images) =>
        new(
            dataset.Source,
            null,
            $"all {images} images were used to train this model. Give images that it has not seen."
        );

    // Those of the split 'test', or all where none are given.
    private static (int[] Rows, bool HasSplits) Candidates(ImageDataset dataset)
    {
        bool hasSplits = dataset.Rows.Any(row => row.Split is not null);
        return (
            [.. Enumerable.Range(0, dataset.Rows.Count).Where(i => !hasSplits || dataset.Rows[i].Split == Split.Test)],
            hasSplits
        );
    }

    private static EmbeddedDataset OneLabelAsClass(EmbeddedDataset data, int[] rows)
    {
        CheckOneLabel(data.Dataset, rows);
        return data with { Dataset = data.Dataset with { Kind = TargetKind.Classes } };
    }

    private static void CheckOneLabel(ImageDataset dataset, int[] rows)
    {
        foreach (int i in rows)
        {
            var states = dataset.Rows[i].Labels;
            if (states.Contains(LabelState.Unknown) || states.Count(s => s == LabelState.Present) > 1)
                throw new InvalidInputException(
                    dataset.Source,
                    dataset.Rows[i].Line,
                    $"the model classifies, but '{dataset.Rows[i].File}' has a label set. Give one class per image."
                );
        }
    }

    private static void CheckLabels(ImageDataset dataset, IReadOnlyList<string> names)
    {
        if (!names.Any(dataset.LabelNames.Contains))
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"none of the model's labels ({string.Join(", ", names)}) is among {string.Join(", ", dataset.LabelNames)}."
            );
    }

    // Of folders a name that is nearly the model's is the model's: else all its images would count as wrong.
    private static void CheckSpelling(ImageDataset dataset, IReadOnlyList<string> names)
    {
        if (dataset.Kind != TargetKind.Classes)
            return;
        string[] unused = [.. names.Except(dataset.LabelNames)];
        foreach (string stranger in dataset.LabelNames.Except(names))
            if (Suggestion.Nearest(stranger, unused) is { } meant)
                throw new InvalidInputException(
                    dataset.Source,
                    null,
                    $"the model knows no '{stranger}', and no image is of its '{meant}'. Where they are the same, rename "
                        + $"'{stranger}' to '{meant}'; else leave it out with --classes."
                );
    }

    private static int[] ClassIndices(ImageDataset dataset, IReadOnlyList<string> names, int[] rows)
    {
        // A column of a label that is on none of these images stands for no class.
        var used = dataset.Classes(rows).Distinct().Select(c => dataset.LabelNames[c]);
        if (used.FirstOrDefault(n => !names.Contains(n)) is { } stranger)
            throw new InvalidInputException(
                dataset.Source,
                null,
                $"class '{stranger}' is unknown to the model, which knows {string.Join(", ", names)}."
                    + $"{Suggestion.For(stranger, names)} Leave it out with --classes, or give it as out of domain."
            );
        int[] order = [.. dataset.LabelNames.Select(n => names.ToList().IndexOf(n))];
        return [.. dataset.Classes(rows).Select(c => order[c])];
    }

    // Of labels that the data do not know, either nothing is known, or that they are on no image.
    private static LabelMatrix TrueLabels(ImageDataset dataset, IReadOnlyList<string> names)
    {
        var truth = new LabelMatrix(dataset.Rows.Count, names.Count);
        var missing = dataset.OthersAreAbsent ? LabelState.Absent : LabelState.Unknown;
        int[] columns = [.. names.Select(name => dataset.LabelNames.ToList().IndexOf(name))];
        CheckLabels(dataset, names);
        for (int i = 0; i < dataset.Rows.Count; i++)
        for (int k = 0; k < columns.Length; k++)
            truth[i, k] = columns[k] < 0 ? missing : dataset.Rows[i].Labels[columns[k]];
        return truth;
    }

    private static IEnumerable<string> Missing(Model model, ImageDataset dataset)
    {
        string what = dataset.Kind == TargetKind.Classes ? "classes" : "labels";
        var (names, shown) = (Names(model), Shown(dataset));
        string[] missing = [.. names.Except(shown)],
            strangers = [.. shown.Except(names)];
        string[] unsaid = dataset.OthersAreAbsent ? [] : [.. missing.Except(dataset.LabelNames)],
            nowhere = [.. missing.Except(unsaid)];
        if (unsaid.Length > 0)
            yield return $"The data do not say which test images show the {what} {Some(unsaid)}; figures of these are absent.";
        if (nowhere.Length > 0)
            yield return $"On no test image: the {what} {Some(nowhere)}; figures that need one are absent.";
        if (strangers.Length > 0)
            yield return $"Not judged, as the model does not know them: the {what} {Some(strangers)}."
                + (
                    strangers.Select(stranger => Suggestion.For(stranger, missing)).FirstOrDefault(near => near != "")
                        is { } near
                        ? $"{near} Then rename it in the data."
                        : ""
                );
    }

    private static IReadOnlyList<string> Names(Model model) =>
        model.Description.Softmax?.Classes ?? model.Description.Labels?.Names ?? [];

    private static string[] Shown(ImageDataset dataset) =>
        [.. dataset.LabelNames.Where((_, k) => dataset.Rows.Any(r => r.Labels[k] == LabelState.Present))];

    private static string Some(string[] names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Length > MostNamed ? ", ..." : "");
}
