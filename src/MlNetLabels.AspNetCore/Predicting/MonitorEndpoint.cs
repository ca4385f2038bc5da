using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Hosting;

namespace MlNetLabels.AspNetCore.Predicting;

/// <summary><c>GET /v1/models/{name}/monitor</c>: what the last window of a model's predictions looked like.</summary>
internal static class MonitorEndpoint
{
    public static void Map(IEndpointRouteBuilder group, HttpContextOfModels context) =>
        group
            .MapGet(
                "/v1/models/{name}/monitor",
                (string name) =>
                    TypedResults.Json(context.Monitor.Find(context.Find(name).Name), ModelJson.Default.MonitorStatus)
            )
            .AddEndpointFilter(FailureFilter.ProblemDetails)
            .Produces<MonitorStatus>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetMonitor")
            .WithTags("Models")
            .WithSummary("Says whether the images a model was asked about lately are like those it was trained on.")
            .WithDescription(
                "Of the last full window of different images: the share rejected against the promise, a classifier "
                    + "between the window and training images, their discrepancy, confidence, expected accuracy, and "
                    + "the classes predicted."
            );
}
