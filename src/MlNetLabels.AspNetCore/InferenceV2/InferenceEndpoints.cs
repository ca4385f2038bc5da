using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Hosting;

namespace MlNetLabels.AspNetCore.InferenceV2;

/// <summary>The Open Inference Protocol, version 2, as KServe and Triton speak it.</summary>
internal static class InferenceEndpoints
{
    private const string Platform = "mlnetlabels_bundle";

    private static readonly FailureFilter s_failures = new(failure =>
        TypedResults.Json(new InferError(failure.Reason), InferenceJson.Default.InferError, statusCode: failure.Status)
    );

    public static void Map(IEndpointRouteBuilder open, IEndpointRouteBuilder group, HttpContextOfModels context)
    {
        foreach (string tag in new[] { "live", "ready" })
            open.MapGet($"/v2/health/{tag}", (HealthCheckService health) => HealthAsync(health, tag))
                .AllowAnonymous()
                .DisableRateLimiting()
                .WithTags("Open Inference Protocol")
                .WithSummary($"Whether the server is {tag}: 200 or 503.");
        var v2 = group.MapGroup("/v2").WithTags("Open Inference Protocol");
        v2.AddEndpointFilter(s_failures);
        v2.MapGet("", () => TypedResults.Json(Server(), InferenceJson.Default.ServerMetadata))
            .Produces<ServerMetadata>()
            .WithSummary("The server's name, version and extensions.");
        foreach (string path in new[] { "/models/{model}", "/models/{model}/versions/{version}" })
        {
            v2.MapGet(
                    path,
                    (string model, string? version, CancellationToken stop) => AboutAsync(model, version, context, stop)
                )
                .Produces<ModelMetadata>()
                .WithSummary("A model's inputs and outputs.");
            v2.MapGet(path + "/ready", (string model, string? version) => IsReady(model, version, context))
                .WithSummary("Whether a model is ready: 200 or 503.");
            v2.MapPost(
                    path + "/infer",
                    (string model, string? version, HttpContext http) => InferAsync(model, version, http, context)
                )
                .DisableAntiforgery()
                .Accepts<object>("application/json", "application/octet-stream", ImageBody.AnyType)
                .Produces<InferResponse>()
                .WithSummary("Infers: images as BYTES, base64 in the JSON or binary after it.");
        }
    }

    private static async Task<IResult> HealthAsync(HealthCheckService health, string tag)
    {
        var report = await health.CheckHealthAsync(check => check.Tags.Contains(tag));
        return TypedResults.StatusCode(
            report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK
        );
    }

    private static ServerMetadata Server() =>
        new("mlnet-labels", typeof(InferenceEndpoints).Assembly.GetName().Version!.ToString(3), ["binary_tensor_data"]);

    private static async Task<IResult> AboutAsync(
        string name,
        string? version,
        HttpContextOfModels context,
        CancellationToken cancellationToken
    )
    {
        _ = context.Find(name);
        var model =
            await context.Models.LoadAsync(name, cancellationToken)
            ?? throw RequestException.NotFound("It was removed.");
        string current = CheckVersion(name, version, context)!;
        return TypedResults.Json(
            new ModelMetadata(
                name,
                [current],
                Platform,
                [new(InferRequest.InputName, "BYTES", [-1])],
                InferOutputs.Describe(model)
            ),
            InferenceJson.Default.ModelMetadata
        );
    }

    private static StatusCodeHttpResult IsReady(string name, string? version, HttpContextOfModels context)
    {
        _ = context.Find(name);
        return TypedResults.StatusCode(
            CheckVersion(name, version, context) is null
                ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status200OK
        );
    }

    private static string? CheckVersion(string name, string? version, HttpContextOfModels context)
    {
        string? current = context.Models.List().FirstOrDefault(model => model.Name == name)?.Version;
        return version is null || version == current
            ? current
            : throw RequestException.NotFound(
                $"Version '{version}' of the model '{name}' is not in place; '{current}' is."
            );
    }

    private static async Task<IResult> InferAsync(
        string name,
        string? version,
        HttpContext http,
        HttpContextOfModels context
    )
    {
        var predictor = context.Find(name);
        CheckVersion(name, version, context);
        using var body = await JsonBody.ReadAsync(http.Request.Body, context, http.RequestAborted);
        var request = InferRequest.Parse(body.Bytes, http.Request, context.Options.MaxImages);
        var options = new ImagePredictionOptions { Id = request.Id };
        var answers = await Task.WhenAll(
            request.Images.Select(image => predictor.PredictAsync(image, options, http.RequestAborted))
        );
        if (answers.Length == 0)
            throw RequestException.Bad("There is no image.");
        // One answer is of one model, so that its columns mean the same in each row.
        if (answers.Select(answer => answer.Version).Distinct().Count() > 1)
            throw new BusyException("the model was replaced while it answered", TimeSpan.FromSeconds(1));
        var first = answers[0];
        return TypedResults.Json(
            new InferResponse(name, first.Version, request.Id, InferOutputs.Of(answers, first.Model, request.Outputs))
            {
                Parameters = first.Prediction.Domain.IsOn ? null : new("off"),
            },
            InferenceJson.Default.InferResponse
        );
    }
}
