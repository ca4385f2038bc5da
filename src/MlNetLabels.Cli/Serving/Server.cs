using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlNetLabels.AspNetCore;
using MlNetLabels.Data;
using MlNetLabels.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Scalar.AspNetCore;

namespace MlNetLabels.Cli.Serving;

/// <summary>The whole server: models, endpoints, who may call, limits, documents, metrics.</summary>
internal static class Server
{
    private const string OtlpAddress = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <exception cref="InvalidInputException">Options or settings do not fit together, or leave a door open by oversight.</exception>
    /// <exception cref="IOException">An address cannot be listened at.</exception>
    public static WebApplication Build(ServeOptions options)
    {
        // Nothing of the folder that it happens to be started in.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "mlnet-labels" });
        AddSettings(builder.Configuration, options);
        options.Check(Callers.HasTokens(builder.Configuration));
        foreach (var address in options.Addresses)
            address.CheckFree();
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Addresses.Select(address => address.ToString())]);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain);
        AddLogging(builder.Logging, options.Verbose);
        AddModels(builder.Services, options);
        PredictionLogging.Add(builder.Services, options, builder.Configuration);
        bool areKnown = Callers.Add(builder.Services, options, builder.Configuration);
        Limits.Add(builder, options);
        AddWatching(builder.Services, builder.Configuration);
        builder.Services.AddRouting();
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi("v1", Documents.Describe);
        if (options.IsLocal)
            builder.Services.Configure<HostFilteringOptions>(hosts =>
                (hosts.AllowedHosts, hosts.IncludeFailureMessage) = (["localhost", "127.0.0.1", "[::1]"], false)
            );
        var app = builder.Build();
        CheckOptions(app.Services, options);
        Map(app, options, areKnown);
        return app;
    }

    private static void AddSettings(ConfigurationManager configuration, ServeOptions options)
    {
        string? file = options.Settings;
        try
        {
            if (file is not null)
            {
                // Says what is wrong with a file that is missing, or none.
                InputFile.Open(file).Dispose();
                configuration.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
                SettingNames.Check(file, configuration, saysWhere: options.Urls is null);
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new InvalidInputException(
                file!,
                null,
                $"cannot be read as settings: {InputJson.Reason(error.GetBaseException())}",
                error
            );
        }
        configuration.AddEnvironmentVariables();
    }

    private static void AddLogging(ILoggingBuilder logging, bool verbose)
    {
        logging.AddSimpleConsole(console => (console.SingleLine, console.IncludeScopes) = (true, false));
        // Standard output carries the addresses alone.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
        logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information);
        // Why it does not start is told once, and not with its trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Microsoft", verbose ? LogLevel.Information : LogLevel.Warning);
    }

    private static void AddModels(IServiceCollection services, ServeOptions options)
    {
        var models = services.AddMlNetLabels();
        AddRegistry(models, options);
        foreach (string file in options.Models)
        {
            string name = options.Name ?? Path.GetFileNameWithoutExtension(file);
            try
            {
                models.FromFile(name, file, watchForChanges: true);
            }
            catch (ArgumentException error)
            {
                throw new InvalidInputException($"--model {file}: {error.Message}", error);
            }
            models.Configure(given =>
            {
                foreach (string key in options.Trust)
                    given.Models[name].Trust.Add(key);
            });
        }
    }

    private static void AddRegistry(MlNetLabelsBuilder models, ServeOptions options)
    {
        if (options.Registry is not { } folder)
            return;
        try
        {
            string name = options.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            models.FromRegistry(name, folder);
            models.Configure(given =>
            {
                foreach (string key in options.Trust)
                    given.Models[name].Trust.Add(key);
            });
        }
        catch (ArgumentException error)
        {
            throw new InvalidInputException($"--registry {folder}: {error.Message}", error);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every wrong option is told as one.")]
    private static void CheckOptions(IServiceProvider services, ServeOptions options)
    {
        try
        {
            if (services.GetRequiredService<IOptions<MlNetLabelsOptions>>().Value.Models.Count == 0)
                throw new InvalidInputException(
                    options.Settings ?? "serve",
                    null,
                    $"no model is named there under {MlNetLabelsOptions.SectionName}:Models, nor by --model or --registry, so that "
                        + "there is nothing to serve."
                );
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException)
        {
            throw options.Settings is null
                ? new SetUpException($"The options do not fit together: {error.Message}")
                : new InvalidInputException(options.Settings, null, error.Message, error);
        }
    }

    private static void AddWatching(IServiceCollection services, ConfigurationManager configuration)
    {
        var watching = services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("mlnet-labels"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(
                    "MlNetLabels",
                    "Microsoft.AspNetCore.Hosting",
                    "Microsoft.AspNetCore.Server.Kestrel",
                    "System.Runtime"
                );
                metrics.AddPrometheusExporter();
                if (configuration[OtlpAddress] is not null)
                    metrics.AddOtlpExporter();
            });
        if (configuration[OtlpAddress] is not null)
            watching.WithTracing(tracing => tracing.AddSource("MlNetLabels", "Microsoft.AspNetCore").AddOtlpExporter());
    }

    private static void Map(WebApplication app, ServeOptions options, bool areKnown)
    {
        SafeHeaders.Use(app);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        if (options.IsLocal)
            app.UseHostFiltering();
        app.UseRouting();
        if (areKnown)
            app.UseAuthentication().UseAuthorization();
        else
            app.UseAuthorization();
        if (options.RateInForce > 0)
            app.UseRateLimiter();
        app.MapMlNetLabels(new MlNetLabelsHttpOptions { Page = options.Page }).For(areKnown);
        // Without callers that are known, only this machine's own may administer.
        if (areKnown || options.IsLocal)
            app.MapMlNetLabelsAdmin().For(areKnown, Callers.AdminPolicy);
        app.MapPrometheusScrapingEndpoint("/metrics").For(areKnown);
        app.MapOpenApi();
        app.MapScalarApiReference(Documents.Page, Documents.Browse).AllowAnonymous();
    }
}
