using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Hosting;
using MlNetLabels.Shared;

namespace MlNetLabels.AspNetCore.Predicting;

/// <summary>
/// <c>POST /v1/models/{name}/predict</c>: an image as the body, or several as a form. The answer has the names of
/// <c>predict --json</c>, or is a line an image where <c>application/x-ndjson</c> is accepted.
/// </summary>
internal static class PredictEndpoint
{
    public const string Lines = "application/x-ndjson";

    private const int MostNeighbours = 10;

    private const string Route = "/v1/models/{name}/predict";

    public static void Map(IEndpointRouteBuilder group, HttpContextOfModels context)
    {
        // What a browser does with an address that somebody pastes.
        group.MapGet(Route, RefuseGet).ExcludeFromDescription();
        group
            .MapPost(
                Route,
                (string name, string? rejectRate, string? id, string? nearest, HttpContext http) =>
                    AnswerAsync(name, rejectRate, id, nearest, http, context)
            )
            .AddEndpointFilter(FailureFilter.ProblemDetails)
            .DisableAntiforgery()
            .Accepts<byte[]>(
                "application/octet-stream",
                "image/jpeg",
                "image/png",
                "image/webp",
                "multipart/form-data",
                ImageBody.AnyType
            )
            .Produces<AnswerDocument>(StatusCodes.Status200OK, "application/json", Lines)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("Predict")
            .WithTags("Predictions")
            .WithSummary("Says what is in an image, or in each of several.")
            .WithDescription(
                "An image as the body, or several as the files of a form. rejectRate is another share of in-domain images "
                    + "to reject than the model was trained with. nearest is how many of the nearest training images to show, of a "
                    + "model that keeps pictures of them. Of several images, those that cannot be used are listed "
                    + "in skipped. Where the service keeps a log of predictions, id says what the image is called there, "
                    + "before the files' names where there are several."
            );
    }

    private static ProblemHttpResult RefuseGet(HttpContext http)
    {
        http.Response.Headers.Allow = HttpMethods.Post;
        return TypedResults.Problem(
            "Send the image as the body of a POST: curl --data-binary @photo.jpg, and this address.",
            statusCode: StatusCodes.Status405MethodNotAllowed
        );
    }

    private static async Task<IResult> AnswerAsync(
        string name,
        string? rejectRate,
        string? id,
        string? nearest,
        HttpContext http,
        HttpContextOfModels context
    )
    {
        var predictor = context.Find(name);
        var options = new ImagePredictionOptions { RejectRate = Rate(rejectRate), Id = id };
        int neighbours = Neighbours(nearest);
        var answers = Answers.EachAsync(http.Request, predictor, options, context, http.RequestAborted);
        if (http.Request.Headers.Accept.ToString().Contains(Lines, StringComparison.OrdinalIgnoreCase))
            return await LinesAsync(answers, neighbours, http);
        var all = await answers.ToListAsync(http.RequestAborted);
        var images = all.Where(x => x.Answer is not null).Select(x => ToImage(x, neighbours)).ToArray();
        if (images.Length == 0)
            return Nothing(all);
        var model = all.First(x => x.Answer is not null).Answer!.Model;
        return TypedResults.Json(
            new AnswerDocument(
                model.SwitchedOff(options.RejectRate),
                predictor.Name,
                AnswerDomain.Of(model, options.RejectRate),
                model.Description.CalibrationWarning,
                images,
                [.. all.Where(x => x.Answer is null).Select(x => new Data.SkippedFile(x.File, x.Reason!))]
            ),
            PredictionNames.Default.AnswerDocument
        );
    }

    // The first answer decides whether there is one at all; after it, what fails is a line.
    private static async Task<IResult> LinesAsync(
        IAsyncEnumerable<FileAnswer> answers,
        int neighbours,
        HttpContext http
    )
    {
        var each = answers.GetAsyncEnumerator(http.RequestAborted);
        await using (each)
        {
            if (!await each.MoveNextAsync())
                return Nothing([]);
            http.Response.ContentType = Lines;
            do
            {
                await (
                    each.Current.Answer is null
                        ? JsonSerializer.SerializeAsync(
                            http.Response.Body,
                            new(each.Current.File, each.Current.Reason!),
                            PredictionNames.Default.SkippedFile,
                            http.RequestAborted
                        )
                        : JsonSerializer.SerializeAsync(
                            http.Response.Body,
                            ToImage(each.Current, neighbours),
                            PredictionNames.Default.AnsweredImage,
                            http.RequestAborted
                        )
                );
                await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
            } while (await each.MoveNextAsync());
        }
        return TypedResults.Empty;
    }

    private static ProblemHttpResult Nothing(List<FileAnswer> all) =>
        TypedResults.Problem(
            all is [var only] ? $"The image cannot be used: {only.Reason}."
                : all.Count == 0 ? "There is no image in the form."
                : "None of the images can be used: "
                    + string.Join("; ", all.Take(10).Select(x => $"{x.File}: {x.Reason}"))
                    + ".",
            statusCode: all.Count == 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity
        );

    private static AnsweredImage ToImage(FileAnswer answer, int neighbours) =>
        new(answer.File, answer.Answer!.Prediction)
        {
            Version = answer.Answer.Version,
            Seconds = answer.Answer.Elapsed.TotalSeconds,
            Nearest =
                neighbours == 0 || !answer.Answer.Model.HasPictures
                    ? null
                    :
                    [
                        .. answer
                            .Answer.Model.Nearest(answer.Answer.Embedding.Span, neighbours)
                            .Select(x => new AnsweredNeighbour(x.File, x.Names, x.Similarity, x.Picture)),
                    ],
        };

    private static int Neighbours(string? text) =>
        text is null ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= MostNeighbours
            ? count
        : throw RequestException.Bad($"nearest is to be a count of at most {MostNeighbours}.");

    private static double? Rate(string? text) =>
        text is null ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
        && rate is > 0 and < 1
            ? rate
        : throw RequestException.Bad("rejectRate is to be a share between 0 and 1.");
}
