using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;

namespace MlNetLabels.Reports.Building;

/// <summary>Chooses the pictures that a report shows.</summary>
internal sealed class ImagePart(ReportInput input)
{
    private const int PerClass = 12;
    private const int MaxClasses = 20;
    private const int Judged = 24;

    private readonly Model _model = input.Model;
    private readonly ModelEvaluation _evaluation = input.Evaluation;

    public ImagesReport Build() => new()
    {
        ContactSheet = ContactSheet(),
        MostConfidentOutOfDomain = [.. _evaluation.Sets.SelectMany(OutOfDomain).OrderByDescending(x => x.Confidence).ThenBy(x => x.Image.File, StringComparer.Ordinal).Take(Judged).Select(x => Thumbnailed(x.Image, x.Path))],
        Mistakes = Mistakes(),
    };

    private ContactSheetGroup[] ContactSheet()
    {
        var dataset = input.Data.Dataset;
        int[] train = [.. Enumerable.Range(0, dataset.Rows.Count).Where(i => _model.Saw(input.Data.Contents[i], input.Data.Embeddings.Row(i)) == Split.Train)];
        return [.. dataset.LabelNames.Take(MaxClasses).Select((name, k) =>
        {
            ImageRow[] members = [.. train.Select(i => dataset.Rows[i]).Where(row => row.Labels[k] == LabelState.Present)];
            // Spread over the list, so that neighbours of one burst or book do not fill the row.
            var shown = members.Where((_, i) => i * PerClass / Math.Max(1, members.Length) != (i - 1) * PerClass / Math.Max(1, members.Length) || i == 0).Take(PerClass);
            return new ContactSheetGroup(name, members.Length, [.. shown.Select(row => new SheetImage(row.File, input.Thumbnail(row.Path), Names(dataset, row)))]);
        })];
    }

    private IEnumerable<(double Confidence, string Path, JudgedImage Image)> OutOfDomain((OutOfDomainSet Set, ModelOutputs Outputs) judged)
    {
        double[] confidence = MaxProbability(judged.Outputs);
        return Enumerable.Range(0, judged.Outputs.Rows).OrderByDescending(i => confidence[i]).Take(Judged)
            .Select(i => (confidence[i], judged.Set.Files[i], Judge(judged.Outputs, i, judged.Set.Files[i]) with { Set = judged.Set.Name }));
    }

    private JudgedImage[] Mistakes()
    {
        var dataset = _evaluation.Test.Data.Dataset;
        double[] confidence = MaxProbability(_evaluation.Outputs);
        return [.. Enumerable.Range(0, dataset.Rows.Count)
            .Select(i => (Row: i, Image: Judge(_evaluation.Outputs, i, dataset.Rows[i].File) with { Truth = Names(dataset, dataset.Rows[i]) }))
            .Where(x => IsWrong(x.Image))
            .OrderByDescending(x => confidence[x.Row]).Take(Judged)
            .Select(x => Thumbnailed(x.Image, dataset.Rows[x.Row].Path))];
    }

    private static bool IsWrong(JudgedImage image) => image.Softmax is { } softmax
        ? !softmax.Given.SequenceEqual(image.Truth!)
        : image.Labels is { } labels && !labels.Given.ToHashSet().SetEquals(image.Truth!);

    private JudgedImage Judge(ModelOutputs outputs, int row, string file)
    {
        var prediction = _model.Predict(outputs, row);
        return new JudgedImage
        {
            File = file,
            Softmax = prediction.Classes is { } classes ? new HeadAnswer([prediction.Class!], classes) : null,
            Labels = prediction.Labels is { } labels ? new HeadAnswer([.. labels.Where(l => l.Applies).Select(l => l.Name)], [.. labels.Select(l => new NamedProbability(l.Name, l.Probability))]) : null,
            Verdict = prediction.Verdict.ToString(),
        };
    }

    private JudgedImage Thumbnailed(JudgedImage image, string path) => image with { Thumbnail = input.Thumbnail(path) };

    private static double[] MaxProbability(ModelOutputs outputs) => Confidence.Largest(outputs.ClassProbabilities ?? outputs.LabelProbabilities!);

    private static string[] Names(ImageDataset dataset, ImageRow row) => [.. dataset.LabelNames.Where((_, k) => row.Labels[k] == LabelState.Present)];
}
