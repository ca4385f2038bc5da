using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Hosting;
using MlNetLabels.Images;

namespace MlNetLabels.AspNetCore.Predicting;

/// <summary>The answers to a request's images, in order; the next is read while earlier ones are in work.</summary>
internal static class Answers
{
    public static async IAsyncEnumerable<FileAnswer> EachAsync(
        HttpRequest request,
        IImagePredictor predictor,
        ImagePredictionOptions options,
        HttpContextOfModels context,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // One that fails as a whole stops the others.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begun = new Queue<Task<FileAnswer>>();
        try
        {
            await foreach (var (name, content) in ImageBody.EachAsync(request, context, stop.Token))
            {
                var answer = AnswerAsync(name, content, predictor, Named(options, name, request), stop.Token);
                begun.Enqueue(answer);
                await Task.WhenAny(content.End, answer);
                // What is left of an image that failed lies before the next one.
                await DrainAsync(content, answer, stop.Token);
                while (begun.TryPeek(out var first) && first.IsCompleted)
                    yield return await begun.Dequeue();
            }
            while (begun.Count > 0)
                yield return await begun.Dequeue();
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var task in begun)
                await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What an image is called in a log of predictions.
    private static ImagePredictionOptions Named(ImagePredictionOptions options, string name, HttpRequest request) =>
        !ImageBody.IsForm(request) ? options
        : options.Id is { } id ? options with { Id = $"{id}/{name}" }
        : options with { Id = name };

    private static async Task<FileAnswer> AnswerAsync(
        string name,
        PartStream content,
        IImagePredictor predictor,
        ImagePredictionOptions options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return new(name, await predictor.PredictAsync(content, options, cancellationToken), null);
        }
        catch (ImageException error)
        {
            return new(name, null, error.Reason);
        }
    }

    private static async Task DrainAsync(
        PartStream content,
        Task<FileAnswer> answer,
        CancellationToken cancellationToken
    )
    {
        if (content.End.IsCompleted || !answer.IsCompletedSuccessfully)
            return;
        var buffer = new byte[16 << 10];
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken) > 0) { }
        }
        catch (ImageException)
        {
            // Too large, as was said already; reading the next part skips the rest.
        }
    }
}
