using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using MlNetLabels.Hosting;
using MlNetLabels.Hosting.Loading;
using MlNetLabels.Hosting.Monitoring;
using MlNetLabels.Hosting.Work;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds image predictions to a service.</summary>
public static class MlNetLabelsServices
{
    /// <summary>
    /// Adds predictions by the models that the builder and the configuration section <c>MlNetLabels</c> name:
    /// <see cref="IImagePredictor"/> of the default model, and of each by its name as key, <see cref="IImageModels"/>, an
    /// <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of pictures, and health checks tagged live and ready. A host
    /// loads the models before it starts.
    /// </summary>
    public static MlNetLabelsBuilder AddMlNetLabels(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        // Once: a second call only adds models.
        if (
            services.FirstOrDefault(x => x.ServiceType == typeof(MlNetLabelsBuilder))?.ImplementationInstance is
            { } known
        )
            return (MlNetLabelsBuilder)known;
        var builder = new MlNetLabelsBuilder(services);
        services.AddSingleton(builder);
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        AddOptions(services);
        services.AddSingleton<Telemetry>();
        services.AddSingleton<ModelLoader>();
        services.AddSingleton<WorkQueue>();
        services.AddSingleton<QueuedBytes>();
        services.AddSingleton<PredictionMonitor>();
        services.AddSingleton<IPredictionMonitor>(provider => provider.GetRequiredService<PredictionMonitor>());
        services.AddSingleton<ImageWork>();
        services.AddSingleton<ImageModels>();
        services.AddSingleton<IImageModels>(provider => provider.GetRequiredService<ImageModels>());
        AddPredictors(services);
        services.AddHostedService<WarmUp>();
        services
            .AddHealthChecks()
            .AddCheck("mlnetlabels-live", () => HealthCheckResult.Healthy(), ["live"])
            .AddCheck<ReadyCheck>("mlnetlabels-ready", tags: ["ready"]);
        return builder;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<MlNetLabelsOptions, OptionsRanges>();
        services.AddSingleton<IValidateOptions<MlNetLabelsOptions>, OptionsChecks>();
        // A container need not have a configuration.
        services.AddSingleton<IConfigureOptions<MlNetLabelsOptions>>(
            provider => new ConfigureOptions<MlNetLabelsOptions>(options => Bind(options, provider))
        );
    }

    private static void Bind(MlNetLabelsOptions options, IServiceProvider provider)
    {
        if (provider.GetService<IConfiguration>()?.GetSection(MlNetLabelsOptions.SectionName) is not { } section)
            return;
        if (SettingsCheck.Problems(section).ToArray() is [_, ..] wrong)
            throw new OptionsValidationException(Options.Options.DefaultName, typeof(MlNetLabelsOptions), wrong);
        section.Bind(options);
    }

    private static void AddPredictors(IServiceCollection services)
    {
        services.AddTransient(provider => provider.GetRequiredService<ImageModels>().Default);
        services.AddKeyedTransient(
            KeyedService.AnyKey,
            (provider, key) =>
                Named(provider, key) ?? throw new InvalidOperationException($"There is no model '{key}'.")
        );
        services.AddSingleton<IEmbeddingGenerator<DataContent, Embedding<float>>>(provider => new PictureEmbeddings(
            () =>
                provider.GetRequiredService<ImageModels>().Default
        ));
        services.AddKeyedSingleton<IEmbeddingGenerator<DataContent, Embedding<float>>>(
            KeyedService.AnyKey,
            (provider, key) =>
                new PictureEmbeddings(() =>
                    Named(provider, key) ?? throw new InvalidOperationException($"There is no model '{key}'.")
                )
        );
    }

    private static IImagePredictor? Named(IServiceProvider provider, object? key) =>
        key is string name ? provider.GetRequiredService<ImageModels>().Find(name) : null;
}
