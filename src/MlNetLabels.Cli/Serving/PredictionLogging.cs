using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlNetLabels.Caching;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Hosting;

namespace MlNetLabels.Cli.Serving;

/// <summary>The log of predictions: the section <c>MlNetLabels:Log</c>, and the options that override it.</summary>
internal static partial class PredictionLogging
{
    private const string Section = MlNetLabelsOptions.SectionName + ":Log";

    /// <summary>Adds the log that was asked for, if any.</summary>
    /// <exception cref="InvalidInputException">A setting is none, or the file cannot be written.</exception>
    public static void Add(IServiceCollection services, ServeOptions options, IConfiguration configuration)
    {
        var given = configuration.GetSection(Section);
        if ((options.Log ?? given["Path"]) is not { Length: > 0 } path)
        {
            if (given.GetChildren().Any())
                throw new InvalidInputException(
                    options.Settings ?? "the environment",
                    null,
                    $"{Section}:Path is missing: name the log's file."
                );
            return;
        }
        OutputPlace.Check(path);
        // Opened to see that it is one, if there is any.
        if (File.Exists(path) && new FileInfo(path).Length > 0)
            _ = PredictionLog.Read(path).Any();
        var bounds = new PredictionLogOptions();
        bounds = bounds with
        {
            MaxRows = Number("MaxRows", bounds.MaxRows),
            MaxBytes = Number("MaxBytes", bounds.MaxBytes),
            KeepImages = options.LogImages || IsTrue("KeepImages"),
        };
        services.AddSingleton<IPredictionLog>(provider =>
        {
            var log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("MlNetLabels.PredictionLog");
            return new PredictionLog(path, bounds with { Warn = log.NotKept });
        });

        long Number(string name, long usual) =>
            given[name] is not { } text ? usual
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
                ? number
            : throw Wrong(name, text, "a whole number above 0");

        bool IsTrue(string name) =>
            given[name] is { } text
            && (bool.TryParse(text, out bool value) ? value : throw Wrong(name, text, "true or false"));

        InvalidInputException Wrong(string name, string text, string wanted) =>
            new(options.Settings ?? "the environment", null, $"{Section}:{name} is '{text}'; give {wanted}.");
    }

    [LoggerMessage(1, LogLevel.Error, "{Reason}")]
    private static partial void NotKept(this ILogger log, string reason);
}
