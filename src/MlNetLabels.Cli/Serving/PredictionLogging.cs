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
            return;
        OutputPlace.Check(path);
        // Opened to see that it is one, if there is any.
        if (File.Exists(path) && new FileInfo(path).Length > 0)
            _ = PredictionLog.Read(path).Any();
        var bounds = new PredictionLogOptions();
        bounds = bounds with
        {
            MaxRows = Number(given, "MaxRows", bounds.MaxRows),
            MaxBytes = Number(given, "MaxBytes", bounds.MaxBytes),
            KeepImages = options.LogImages || IsTrue(given, "KeepImages"),
        };
        services.AddSingleton<IPredictionLog>(provider =>
        {
            var log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("MlNetLabels.PredictionLog");
            return new PredictionLog(path, bounds with { Warn = log.NotKept });
        });
    }

    private static long Number(IConfigurationSection given, string name, long usual) =>
        given[name] is not { } text ? usual
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 ? number
        : throw new InvalidInputException($"{Section}:{name} is '{text}'; give a whole number above 0.");

    private static bool IsTrue(IConfigurationSection given, string name) =>
        given[name] is { } text
        && (
            bool.TryParse(text, out bool value)
                ? value
                : throw new InvalidInputException($"{Section}:{name} is '{text}'; give true or false.")
        );

    [LoggerMessage(1, LogLevel.Error, "{Reason}")]
    private static partial void NotKept(this ILogger log, string reason);
}
