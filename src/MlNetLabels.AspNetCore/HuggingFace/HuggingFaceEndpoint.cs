using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Models;

namespace MlNetLabels.AspNetCore.HuggingFace;

/// <summary>
/// <c>POST /models/{name}</c>: Hugging Face's image classification, an image as the body or as base64 text in
/// <c>inputs</c>.
/// </summary>
internal static class HuggingFaceEndpoint
{
    private static readonly FailureFilter s_failures = new(failure =>
        TypedResults.Json(
            new HuggingFaceError(failure.Reason),
            HuggingFaceJson.Default.HuggingFaceError,
            statusCode: failure.Status
        )
    );

    public static void Map(IEndpointRouteBuilder group, HttpContextOfModels context) =>
        group
            .MapPost("/models/{name}", (string name, HttpContext http) => AnswerAsync(name, http, context))
            .AddEndpointFilter(s_failures)
            .DisableAntiforgery()
            .Accepts<byte[]>(
                "application/octet-stream",
                "image/jpeg",
                "image/png",
                "application/json",
                ImageBody.AnyType
            )
            .Produces<LabelScore[]>()
            .Produces<HuggingFaceError>(StatusCodes.Status400BadRequest)
            .WithTags("Hugging Face")
            .WithSummary("Classifies an image in the shape of Hugging Face.");

    private static async Task<IResult> AnswerAsync(string name, HttpContext http, HttpContextOfModels context)
    {
        var (predictor, request, stop) = (context.Find(name), http.Request, http.RequestAborted);
        if (ImageBody.IsBare(request))
        {
            var answer = await predictor.PredictAsync(ImageBody.Bare(request, context), null, stop);
            return Ranked(http.Response, answer.Prediction, new());
        }
        if (!request.HasJsonContentType())
            throw RequestException.MediaType(
                request.ContentType,
                "image/*, application/octet-stream or application/json"
            );
        using var body = await JsonBody.ReadAsync(request.Body, context, stop);
        using var document = JsonBody.Parse(body.Bytes);
        if (!document.RootElement.TryGetProperty("inputs", out var inputs))
            throw RequestException.Bad("There is no \"inputs\".");
        var settings = Settings.Of(document.RootElement);
        var told = await predictor.PredictAsync(JsonBody.Base64(inputs), null, stop);
        return Ranked(http.Response, told.Prediction, settings);
    }

    private static JsonHttpResult<LabelScore[]> Ranked(HttpResponse response, Prediction answer, Settings settings)
    {
        bool wantsLabels = settings.Function == "sigmoid" || (settings.Function is null && answer.Classes is null);
        if (settings.Function is not (null or "softmax" or "sigmoid"))
            throw RequestException.Bad("function_to_apply is to be softmax or sigmoid.");
        var scores = wantsLabels
            ? answer.Labels?.Select(x => new LabelScore(x.Name, x.Probability))
            : answer.Classes?.Select(x => new LabelScore(x.Name, x.Probability));
        if (scores is null)
            throw RequestException.Bad($"The model has no {(wantsLabels ? "label heads" : "softmax head")}.");
        VerdictHeaders.Set(response, answer);
        return TypedResults.Json(
            [.. scores.OrderByDescending(x => x.Score).Take(settings.Top ?? int.MaxValue)],
            HuggingFaceJson.Default.LabelScoreArray
        );
    }

    private sealed record Settings(string? Function = null, int? Top = null)
    {
        public static Settings Of(JsonElement root)
        {
            if (!root.TryGetProperty("parameters", out var given) || given.ValueKind != JsonValueKind.Object)
                return new();
            string? function =
                given.TryGetProperty("function_to_apply", out var name) && name.ValueKind == JsonValueKind.String
                    ? name.GetString()
                    : null;
            if (!given.TryGetProperty("top_k", out var top) || top.ValueKind == JsonValueKind.Null)
                return new(function);
            return top.ValueKind == JsonValueKind.Number && top.TryGetInt32(out int count) && count > 0
                ? new(function, count)
                : throw RequestException.Bad("top_k is to be a whole number above 0.");
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LabelScore[]))]
[JsonSerializable(typeof(HuggingFaceError))]
internal sealed partial class HuggingFaceJson : JsonSerializerContext;

internal sealed record LabelScore(string Label, double Score);

internal sealed record HuggingFaceError(string Error);
