using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Metrics;
using MlNetLabels.Models;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs.Retraining;

/// <summary>The champion (A) against a new model (B).</summary>
/// <param name="Figures">On the same test images and out-of-domain sets; empty where they were not compared.</param>
/// <param name="Apart">Why they cannot be compared; null where they were, or where there is no champion.</param>
/// <param name="Answers">Test images that they answer otherwise.</param>
internal sealed record ChampionComparison(IReadOnlyList<ComparedFigure> Figures, string? Apart, ChangedAnswers Answers)
{
    public static ChampionComparison None { get; } = new([], null, ChangedAnswers.None);

    /// <summary>
    /// Compares by today's code, on images that neither was trained on. A champion of another backbone gets its own
    /// embeddings of them.
    /// </summary>
    public static ChampionComparison Make(
        RunRecord champion,
        Model model,
        (EvaluationReport Report, ModelEvaluation Evaluation) judged,
        EmbeddedDataset data,
        IReadOnlyList<OutOfDomainSet> sets,
        IReadOnlyList<string> setPaths,
        int seed,
        RunContext context
    )
    {
        var before = Model.Load(champion.ModelFile);
        var test = TestImages(data);
        bool isAlike = before.Description.Backbone.Sha256 == model.Description.Backbone.Sha256;
        using var own = isAlike ? null : context.With(before.Description.Backbone);
        try
        {
            var (dataBefore, setsBefore) = own is null
                ? (data, sets)
                : (Embed(test, own), [.. setPaths.Select(new DataLoader(own).LoadOutOfDomain)]);
            var testBefore = TestImages(dataBefore);
            var judgedBefore = ReportRun.Judge(
                new($"Run {champion.Number}", before, testBefore, setsBefore, seed, null, ResultsOnly: true),
                [],
                own ?? context
            );
            var answers = AnswersOf(model, judged.Evaluation, test);
            var answersBefore = AnswersOf(before, judgedBefore.Evaluation, testBefore);
            List<PairedDecisions> decisions =
            [
                new("acceptedTestImages", true, Accepts(answersBefore), Accepts(answers)),
                .. sets.Zip(setsBefore)
                    .Select(x => new PairedDecisions(
                        $"accepted {x.First.Name}",
                        false,
                        Accepts(before.Predict(x.Second.Embeddings)),
                        Accepts(model.Predict(x.First.Embeddings))
                    )),
            ];
            var comparison = ReportComparer.Compare(
                champion.Number,
                judgedBefore.Report,
                "the new run",
                judged.Report,
                new BootstrapOptions { Seed = (ulong)seed },
                [.. decisions.Where(x => x.A.Count == x.B.Count)],
                context.CancellationToken
            );
            string? note = Off(IsOn(before), IsOn(model), champion.Number);
            return new(
                [.. comparison.Figures.Select(x => x.Head == "domain" ? x with { Note = note } : x)],
                null,
                ChangedAnswers.Find(testBefore.Contents, answersBefore, test, answers)
            );
        }
        catch (InvalidInputException error)
        {
            return new(
                [],
                $"it cannot be compared with the champion ({error.Message}); 'runs promote' promotes it",
                ChangedAnswers.None
            );
        }
    }

    private static bool IsOn(Model model) => double.IsFinite(model.DomainCut().Cut);

    // What a check that is off accepts is everything.
    private static string? Off(bool isOn, bool isOnNow, string champion) =>
        (isOn, isOnNow) switch
        {
            (true, true) => null,
            (false, true) => $"OFF in run {champion}",
            (true, false) => "OFF in the new run",
            _ => "OFF in both",
        };

    private static EmbeddedDataset TestImages(EmbeddedDataset data) =>
        data.Select([
            .. Enumerable
                .Range(0, data.Dataset.Rows.Count)
                .Where(i => data.Dataset.Rows[i].Split == Split.Test && !data.Dataset.IsNegative(i)),
        ]);

    private static EmbeddedDataset Embed(EmbeddedDataset test, RunContext own) =>
        own.Embedder.Embed(
            test.Dataset,
            own.Phase($"Embedding {test.Dataset.Rows.Count} test images for the champion", test.Dataset.Rows.Count),
            own.CancellationToken
        );

    // What was judged need not be computed again.
    private static IReadOnlyList<Prediction> AnswersOf(Model model, ModelEvaluation judged, EmbeddedDataset test) =>
        judged.Test.Data.Contents.SequenceEqual(test.Contents, StringComparer.Ordinal)
            ? [.. Enumerable.Range(0, judged.Outputs.Rows).Select(i => model.Predict(judged.Outputs, i))]
            : model.Predict(test.Embeddings);

    private static bool[] Accepts(IReadOnlyList<Prediction> answers) =>
        [.. answers.Select(x => x.Verdict != Verdict.Rejected)];
}
