using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Hosting;

namespace MlNetLabels.AspNetCore.Predicting;

/// <summary><c>/admin/models</c>: how models stand, with what is wrong with them, and a refresh now.</summary>
internal static class AdminEndpoints
{
    public static void Map(IEndpointRouteBuilder group, IImageModels models)
    {
        group
            .MapGet("/models", () => TypedResults.Json(new AdminList(models.List()), ModelJson.Default.AdminList))
            .Produces<AdminList>()
            .WithName("AdminListModels")
            .WithTags("Administration")
            .WithSummary("How models stand, with what is wrong with them.");
        group
            .MapPost(
                "/models/{name}/refresh",
                async (string name, CancellationToken cancellationToken) =>
                    await models.RefreshAsync(name, cancellationToken) is { } status
                        ? TypedResults.Json(status, ModelJson.Default.ModelStatus)
                        : throw RequestException.NotFound($"There is no model '{name}'.")
            )
            .AddEndpointFilter(FailureFilter.ProblemDetails)
            .Produces<ModelStatus>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("AdminRefreshModel")
            .WithTags("Administration")
            .WithSummary("Looks at the model's source now, and puts a newer bundle in place.");
    }
}
