using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Hosting;

namespace MlNetLabels.AspNetCore.CustomVision;

/// <summary>
/// Custom Vision's prediction API, version 3.1, where an iteration's published name is a model's name, and its exported
/// container. Addresses of images are refused: nothing is fetched for a caller.
/// </summary>
internal static class CustomVisionEndpoints
{
    private const string Iteration = "/customvision/v3.1/prediction/{project:guid}/classify/iterations/{model}";

    private static readonly FailureFilter s_failures = new(failure =>
        TypedResults.Json(
            new CustomVisionError(Code(failure.Status), failure.Reason),
            CustomVisionJson.Default.CustomVisionError,
            statusCode: failure.Status == StatusCodes.Status422UnprocessableEntity
                ? StatusCodes.Status400BadRequest
                : failure.Status
        )
    );

    public static void Map(IEndpointRouteBuilder group, HttpContextOfModels context)
    {
        var shapes = group.MapGroup("").WithTags("Custom Vision");
        shapes.AddEndpointFilter(s_failures);
        foreach (string end in new[] { "/image", "/image/nostore" })
        {
            Predicts(
                shapes.MapPost(
                    Iteration + end,
                    (Guid project, string model, HttpContext http) =>
                        AnswerAsync(context.Find(model), project, http, context)
                )
            );
            Predicts(
                shapes.MapPost(
                    "/{project}" + end,
                    (string project, HttpContext http) =>
                        AnswerAsync(
                            context.Models.Find(project) ?? context.FindDefault(),
                            ImagePrediction.IdOf(project),
                            http,
                            context
                        )
                )
            );
        }
        Predicts(
            shapes.MapPost(
                "/image",
                (HttpContext http, CancellationToken _) =>
                    AnswerAsync(context.FindDefault(), ImagePrediction.IdOf(""), http, context)
            )
        );
        foreach (string path in new[] { Iteration + "/url", Iteration + "/url/nostore", "/url", "/{project}/url" })
            shapes.MapPost(path, Refused).ExcludeFromDescription();
    }

    private static void Predicts(RouteHandlerBuilder endpoint) =>
        endpoint
            .DisableAntiforgery()
            .Accepts<byte[]>("application/octet-stream", "multipart/form-data", ImageBody.AnyType)
            .Produces<ImagePrediction>()
            .Produces<CustomVisionError>(StatusCodes.Status400BadRequest)
            .WithSummary("Classifies an image in the shape of Custom Vision.");

    private static JsonHttpResult<CustomVisionError> Refused() =>
        TypedResults.Json(
            new CustomVisionError("BadRequestNotSupported", "No address is fetched here; send the image itself."),
            CustomVisionJson.Default.CustomVisionError,
            statusCode: StatusCodes.Status400BadRequest
        );

    private static async Task<IResult> AnswerAsync(
        IImagePredictor predictor,
        Guid project,
        HttpContext http,
        HttpContextOfModels context
    )
    {
        await foreach (var (_, content) in ImageBody.EachAsync(http.Request, context, http.RequestAborted))
        {
            var answer = await predictor.PredictAsync(content, Options(http.Request), http.RequestAborted);
            VerdictHeaders.Set(http.Response, answer.Prediction);
            var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            return TypedResults.Json(
                ImagePrediction.Of(answer, project, now),
                CustomVisionJson.Default.ImagePrediction
            );
        }
        throw RequestException.Bad("There is no image in the form; it is to be called imageData.");
    }

    // Who says nostore wants nothing kept.
    private static ImagePredictionOptions Options(HttpRequest request) =>
        new() { IsPrivate = request.Path.Value!.EndsWith("/nostore", StringComparison.OrdinalIgnoreCase) };

    private static string Code(int status) =>
        status switch
        {
            StatusCodes.Status404NotFound => "NotFoundIteration",
            StatusCodes.Status413PayloadTooLarge => "BadRequestImageSizeBytes",
            StatusCodes.Status415UnsupportedMediaType => "UnsupportedMediaType",
            StatusCodes.Status422UnprocessableEntity => "BadRequestImageFormat",
            StatusCodes.Status503ServiceUnavailable => "ErrorUnknown",
            >= 500 => "ErrorUnknown",
            _ => "BadRequest",
        };
}
