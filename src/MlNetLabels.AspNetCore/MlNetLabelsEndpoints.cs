using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MlNetLabels.AspNetCore;
using MlNetLabels.AspNetCore.CustomVision;
using MlNetLabels.AspNetCore.HuggingFace;
using MlNetLabels.AspNetCore.InferenceV2;
using MlNetLabels.AspNetCore.Page;
using MlNetLabels.AspNetCore.Predicting;
using MlNetLabels.AspNetCore.Requests;
using MlNetLabels.Embedding;
using MlNetLabels.Hosting;
using MlNetLabels.Hosting.Work;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints of image predictions into an application that called <c>AddMlNetLabels</c>.</summary>
public static class MlNetLabelsEndpoints
{
    /// <summary>
    /// Maps <c>/v1/models</c>, the shapes of other services, health checks and the page. No endpoint fetches an address
    /// that a caller gives, and no upload touches a disk.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="options">What is mapped; null for all of it.</param>
    /// <returns>All that needs a caller's permission where the application asks for one: not health and not the page.</returns>
    public static IEndpointConventionBuilder MapMlNetLabels(
        this IEndpointRouteBuilder endpoints,
        MlNetLabelsHttpOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var given = options ?? new MlNetLabelsHttpOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(given.MaxImages, 1, nameof(options));
        var limits = endpoints.ServiceProvider.GetRequiredService<IOptions<MlNetLabelsOptions>>();
        var context = new HttpContextOfModels(
            endpoints.ServiceProvider.GetRequiredService<IImageModels>(),
            endpoints.ServiceProvider.GetRequiredService<IPredictionMonitor>(),
            endpoints.ServiceProvider.GetService<IPredictionLog>(),
            limits.Value,
            given,
            new QueuedBytes(limits)
        );
        MapHealth(endpoints);
        if (given.Page)
            PageEndpoint.Map(endpoints);
        var group = endpoints.MapGroup("").WithMetadata(new SizeLimit(context.MaxRequestBytes));
        ModelEndpoints.Map(group, context);
        MonitorEndpoint.Map(group, context);
        PredictEndpoint.Map(group, context);
        if (given.OtherProtocols)
        {
            InferenceEndpoints.Map(endpoints, group, context);
            CustomVisionEndpoints.Map(group, context);
            HuggingFaceEndpoint.Map(group, context);
        }
        return group;
    }

    /// <summary>
    /// Maps <c>/admin/models</c>, which shows where models come from and what is wrong with them, and lets a caller refresh
    /// them. Kept apart so that other callers may be let in there.
    /// </summary>
    public static IEndpointConventionBuilder MapMlNetLabelsAdmin(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var group = endpoints.MapGroup("/admin");
        AdminEndpoints.Map(group, endpoints.ServiceProvider.GetRequiredService<IImageModels>());
        return group;
    }

    private static void MapHealth(IEndpointRouteBuilder endpoints)
    {
        foreach (string tag in new[] { "live", "ready" })
            endpoints
                .MapHealthChecks(
                    $"/health/{tag}",
                    new HealthCheckOptions { Predicate = check => check.Tags.Contains(tag) }
                )
                .AllowAnonymous()
                .DisableRateLimiting();
    }

    private sealed record SizeLimit(long Bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => Bytes;
    }
}
