using MlNetLabels.Audit;
using MlNetLabels.Backbones;
using MlNetLabels.Caching;
using MlNetLabels.Embedding;
using MlNetLabels.Labelling.State;
using MlNetLabels.Models;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Labelling.Asking;

/// <summary>
/// Looks at all images while the page is in use: which are equal; and with a model which to ask first, what it would say of
/// each, and which are nearly equal.
/// </summary>
/// <param name="store">The images.</param>
/// <param name="options">Threads and cache.</param>
/// <param name="model">The model; null for none.</param>
/// <param name="note">Told what somebody should know.</param>
internal sealed class AskingWork(LabelStore store, LabellingOptions options, Model? model, Action<string> note)
{
    // The order beyond is of little use: after so many answers the model is to be trained again.
    private const int MostFirst = 200;

    private Findings _found = Findings.None;

    public Findings Found => Volatile.Read(ref _found);

    public bool HasModel => model is not null;

    public void Run(CancellationToken cancellationToken)
    {
        if (model is null)
        {
            var equal = EqualFiles.Find(store.Data.Items, cancellationToken).ToArray();
            Volatile.Write(ref _found, Findings.None.WithGroups(equal) with { IsDone = true });
            return;
        }
        var embedded = Embed(cancellationToken);
        int[] rows = [.. embedded.Rows];
        if (embedded.Skipped is [var first, ..])
            note(
                $"{Counted.Of(embedded.Skipped.Count, "image")} cannot be read, such as {first.File}: {first.Reason}."
            );
        Say("comparing images");
        var guesses = new Guess?[store.Data.Items.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            guesses[rows[i]] = GuessOf(model.Predict(embedded.Embeddings.Row(i)));
        }
        var findings = Findings.None.WithGroups(Groups(embedded, rows, cancellationToken)) with
        {
            Guesses = guesses,
            Unreadable = embedded.Skipped.Count,
            Doing = "choosing what to ask first",
        };
        Volatile.Write(ref _found, findings);
        Volatile.Write(ref _found, Choose(findings, embedded, rows, cancellationToken));
    }

    private EmbeddingResult Embed(CancellationToken cancellationToken)
    {
        using var backbone = Backbone.Load(model!.Description.Backbone);
        using var cache = options.CacheFile is { } file
            ? EmbeddingCache.Open(file, new EmbeddingCacheOptions { Warn = note })
            : null;
        var embedder = new ImageEmbedder(backbone, new EmbeddingOptions { Threads = options.Threads, Cache = cache });
        string[] paths = [.. store.Data.Items.Select(item => item.Path)];
        return embedder.Embed(paths, new Telling(this), cancellationToken);
    }

    private IEnumerable<IReadOnlyList<int>> Groups(
        EmbeddingResult embedded,
        int[] rows,
        CancellationToken cancellationToken
    )
    {
        if (NearDuplicates.Find(embedded.Embeddings, cancellationToken) is { } near)
            return near.Groups.Select(group => (IReadOnlyList<int>)[.. group.Rows.Select(row => rows[row])]);
        if (rows.Length > NearDuplicates.MaxImages)
            note($"There are more than {NearDuplicates.MaxImages} images: of duplicates only equal files are found.");
        return embedded
            .Contents.Index()
            .GroupBy(x => x.Item, x => rows[x.Index])
            .Where(group => group.Skip(1).Any())
            .Select(group => (IReadOnlyList<int>)[.. group]);
    }

    private Findings Choose(
        Findings findings,
        EmbeddingResult embedded,
        int[] rows,
        CancellationToken cancellationToken
    )
    {
        bool[] isOpen = store.Look(items => items.Select(item => !item.Answer.IsDone).ToArray());
        int[] open = [.. Enumerable.Range(0, rows.Length).Where(i => isOpen[rows[i]])],
            done = [.. Enumerable.Range(0, rows.Length).Where(i => !isOpen[rows[i]])];
        var finished = findings with { IsDone = true, Doing = null };
        if (open.Length == 0)
            return finished;
        var chosen = ImageSuggester.Suggest(
            new SuggestionRequest
            {
                Pool = embedded.Embeddings.Select(open),
                Count = Math.Min(MostFirst, open.Length),
                Model = model,
                Labelled = done.Length == 0 ? null : embedded.Embeddings.Select(done),
            },
            progress: null,
            cancellationToken
        );
        return finished with
        {
            First = [.. chosen.Images.Select(x => rows[open[x.Row]])],
            Reasons = chosen.Images.ToDictionary(x => rows[open[x.Row]], x => new Reason(x.Reason, x.Score)),
        };
    }

    private static Guess GuessOf(Prediction answer)
    {
        bool isKnown = answer.Verdict is not (Verdict.Rejected or Verdict.Unsure);
        if (answer.Class is { } one)
            return new([one], answer.Classes?.First(x => x.Name == one).Probability, isKnown);
        var applying = (answer.Labels ?? []).Where(x => x.Applies).ToArray();
        return new(
            [.. applying.Select(x => x.Name)],
            applying.Length == 0 ? null : applying.Min(x => x.Probability),
            isKnown
        );
    }

    private void Say(string doing) => Volatile.Write(ref _found, Found with { Doing = doing });

    private sealed class Telling(AskingWork work) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => work.Say($"looking at image {value.Done} of {value.Total}");
    }
}
