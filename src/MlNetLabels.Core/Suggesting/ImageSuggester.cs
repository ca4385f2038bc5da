namespace MlNetLabels.Suggesting;

/// <summary>Says which unlabelled images are worth a label.</summary>
/// <remarks>
/// Deterministic: the same request gives the same images, on any number of threads. Held beside the embeddings of the
/// pool: some 100 bytes an image, and up to 20,000 embeddings that were drawn to be clustered; of a million images of 576
/// dimensions, 2.3 GB that the caller holds and 0.15 GB more. Beside the labelled ones: a copy of their embeddings.
/// </remarks>
public static class ImageSuggester
{
    // Of so many images a class the heads are good enough to be asked what they are unsure of.
    internal const int EnoughPerClass = 5;

    /// <summary>Chooses images to label.</summary>
    /// <param name="request">The pool, and what is known of it.</param>
    /// <param name="progress">Told as images are looked at, from the calling thread; null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// As many as asked for; fewer where the pool has no more that are unlabelled, and that nobody has been asked for yet.
    /// </returns>
    /// <exception cref="InvalidInputException">The embeddings do not fit one another or the model.</exception>
    public static Suggestions Suggest(
        SuggestionRequest request,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        var pool = UnlabelledPool.Of(request, cancellationToken);
        var (strategy, why) = Choose(request);
        var looked = request.Model is { } model
            ? ModelLook.At(pool, model, request.Seed, progress, cancellationToken)
            : null;
        var suggestions = Suggest(request, pool, looked, strategy, cancellationToken);
        return new()
        {
            Images = suggestions,
            Strategy = strategy,
            Why = why,
            Labelled = pool.Labelled,
            Repeated = pool.Repeated,
            Rejected = looked?.Outside.Count ?? 0,
        };
    }

    /// <summary>The same with heads that need not be of a model.</summary>
    internal static IReadOnlyList<SuggestedRow> Suggest(
        SuggestionRequest request,
        UnlabelledPool pool,
        ModelLook? looked,
        SuggestionStrategy strategy,
        CancellationToken cancellationToken
    )
    {
        if (pool.Rows.Count == 0)
            return [];
        var space = SuggestionSpace.Of(request, pool);
        var asked = new AskedImages(request, space, cancellationToken);
        if (looked is { Outside.Count: > 0 })
            NewClasses.Ask(asked, looked.Outside, cancellationToken);
        if (strategy == SuggestionStrategy.DropQuery && looked is not null)
            DropQuery.Ask(asked, pool, looked, cancellationToken);
        TypiClust.Ask(asked, pool, cancellationToken);
        return asked.Images;
    }

    private static (SuggestionStrategy Strategy, string Why) Choose(SuggestionRequest request)
    {
        if (request.Model is not { Description: var model })
            return (SuggestionStrategy.TypiClust, "There is no model yet, so typical images come first.");
        if (request.Strategy is { } given)
            return (given, "It was asked for.");
        int names = model.Softmax?.Classes.Count ?? model.Labels?.Names.Count ?? 1,
            images = model.TrainRows + model.ValidationRows;
        return images < EnoughPerClass * names
            ? (
                SuggestionStrategy.TypiClust,
                $"The model has learned from {images} images, fewer than {EnoughPerClass} for each of its {names} "
                    + "classes or labels, so typical images come first."
            )
            : (
                SuggestionStrategy.DropQuery,
                $"The model has learned from {images} images, enough to ask what it is unsure of."
            );
    }
}
