using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MlNetLabels.AspNetCore.Requests;

namespace MlNetLabels.AspNetCore.Predicting;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{name}</c>: which models there are, and what each knows of itself.</summary>
internal static class ModelEndpoints
{
    public static void Map(IEndpointRouteBuilder group, HttpContextOfModels context)
    {
        group
            .MapGet(
                "/v1/models",
                () =>
                    TypedResults.Json(
                        new ModelList([
                            .. context
                                .Models.List()
                                .Select(model => new ListedModel(model.Name, model.Version, model.LoadedAt)),
                        ]),
                        ModelJson.Default.ModelList
                    )
            )
            .Produces<ModelList>()
            .WithName("ListModels")
            .WithTags("Models")
            .WithSummary("Lists the models.");
        group
            .MapGet(
                "/v1/models/{name}",
                async (string name, CancellationToken cancellationToken) =>
                {
                    _ = context.Find(name);
                    var model = await context.Models.LoadAsync(name, cancellationToken);
                    var status = context.Models.List().FirstOrDefault(x => x.Name == name);
                    return model is null || status is null
                        ? throw RequestException.NotFound($"There is no model '{name}'.")
                        : TypedResults.Json(ModelAbout.Of(status, model, context), ModelJson.Default.ModelAbout);
                }
            )
            .AddEndpointFilter(FailureFilter.ProblemDetails)
            .Produces<ModelAbout>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("GetModel")
            .WithTags("Models")
            .WithSummary(
                "Says what a model knows: classes, labels with their thresholds, backbone, domain check, limits."
            );
    }
}
