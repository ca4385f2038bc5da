using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MlNetLabels.Hosting;

/// <summary>
/// Ready: every model that is not lazy is loaded. Degraded where a newer bundle of one is of no use, so that the old one
/// answers.
/// </summary>
internal sealed class ReadyCheck(ImageModels models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var all = models.List();
        var data = all.Where(model => model.Problem is not null)
            .ToDictionary(model => model.Name, model => (object)model.Problem!);
        string[] missing =
        [
            .. all.Where(model => model is { IsLazy: false, Version: null }).Select(model => model.Name),
        ];
        return Task.FromResult(
            missing.Length > 0
                ? new HealthCheckResult(
                    context.Registration.FailureStatus,
                    $"not loaded: {string.Join(", ", missing)}",
                    null,
                    data
                )
            : data.Count > 0
                ? HealthCheckResult.Degraded(
                    $"an older bundle answers, or none: {string.Join(", ", data.Keys)}",
                    null,
                    data
                )
            : HealthCheckResult.Healthy($"{all.Count} models")
        );
    }
}
