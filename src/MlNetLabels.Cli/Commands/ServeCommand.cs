using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Serving;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Commands;

/// <summary>Serves models over HTTP, with a page to try them on.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";

    private const int MostSeconds = 3600;

    public static Command Create()
    {
        var models = new Option<string[]>("--model")
        {
            Description = "A bundle that train wrote; may be given several times. A changed file takes its place.",
            HelpName = "BUNDLE",
        };
        var registry = new Option<string?>("--registry")
        {
            Description =
                "Folder of a project whose champion is served; promoting another, or rolling back, changes what is served.",
            HelpName = "DIR",
        };
        var name = new Option<string?>("--name") { Description = "The model's name, where it is not its file's." };
        var urls = new Option<string>("--urls")
        {
            Description =
                "Where to listen, several with ; between. Addresses that others reach ask for keys, or for --open.",
            DefaultValueFactory = _ => ServeOptions.UsualUrls,
        };
        var keys = new Option<string?>("--keys")
        {
            Description =
                "Who may call: a file with the SHA-256 of a key a line, then the caller's name and perhaps 'admin'.",
            HelpName = "FILE",
        };
        var open = new Option<bool>("--open") { Description = "Let anybody call who reaches the address." };
        var rate = new Option<int?>("--rate")
        {
            Description =
                "Requests a second of one caller; 0 for any number. By default 0 on this machine alone, else 100.",
        };
        var drain = new Option<int>("--drain")
        {
            Description = "Seconds that requests under way have once the server is told to stop.",
            DefaultValueFactory = _ => 30,
        };
        var settings = new Option<string?>("--settings")
        {
            Description =
                "A JSON file with the section MlNetLabels (models, limits) and perhaps Authentication (bearer tokens).",
            HelpName = "FILE",
        };
        var log = new Option<string?>("--log")
        {
            Description =
                "Keep predictions in this file: answer, embedding, version, the caller's id; the oldest make room for new ones.",
            HelpName = "FILE",
        };
        var logImages = new Option<bool>("--log-images") { Description = "With --log: keep the images, too." };
        var noPage = new Option<bool>("--no-page") { Description = "Serve no page at /." };
        var (trust, verbose) = (CommonOptions.Trust(), CommonOptions.Verbose());
        var command = new Command(Name, "Serve models over HTTP, with a page to try them on.")
        {
            models,
            registry,
            name,
            trust,
            urls,
            keys,
            open,
            rate,
            drain,
            settings,
            log,
            logImages,
            noPage,
            verbose,
        };
        Help.AddExamples(
            command,
            "serve --model photos.mlabels",
            "serve --model photos.mlabels --urls http://0.0.0.0:8080 --keys keys.txt",
            "serve --settings service.json"
        );
        command.Validators.Add(result =>
        {
            int given = (result.GetValue(models)?.Length ?? 0) + (result.GetValue(registry) is null ? 0 : 1);
            if (given == 0 && result.GetValue(settings) is null)
                result.AddError("There is no model to serve: give --model, --registry, or --settings with some.");
            if (given != 1 && result.GetValue(name) is not null)
                result.AddError(
                    string.Create(CultureInfo.InvariantCulture, $"--name is for one model, but there are {given}.")
                );
            if (
                (result.GetValue(models) ?? [])
                    .GroupBy(Path.GetFileNameWithoutExtension)
                    .FirstOrDefault(x => x.Count() > 1) is
                { } twice
            )
                result.AddError(
                    $"Two models are called '{twice.Key}', as their files are: {string.Join(", ", twice)}. Rename one, or serve it once."
                );
            if (result.GetValue(drain) is < 0 or > MostSeconds)
                result.AddError($"--drain is {result.GetValue(drain)}; give seconds between 0 and {MostSeconds}.");
            if (result.GetValue(logImages) && result.GetValue(log) is null && result.GetValue(settings) is null)
                result.AddError("--log-images says what --log keeps; give a file to it, too.");
            if (result.GetValue(rate) < 0)
                result.AddError($"--rate is {result.GetValue(rate)}; give 0 or more.");
        });
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var options = new ServeOptions
                {
                    Models = parsed.Values(models),
                    Registry = parsed.GetValue(registry),
                    Name = parsed.GetValue(name),
                    Trust = parsed.Values(trust),
                    Urls = parsed.GetResult(urls) is { Implicit: false } ? parsed.GetValue(urls) : null,
                    Keys = parsed.GetValue(keys) is { } file ? ApiKeys.Read(file) : ApiKeys.None,
                    IsOpen = parsed.GetValue(open),
                    Rate = parsed.GetValue(rate),
                    Drain = TimeSpan.FromSeconds(parsed.GetValue(drain)),
                    Settings = parsed.GetValue(settings),
                    Page = !parsed.GetValue(noPage),
                    Log = parsed.GetValue(log),
                    LogImages = parsed.GetValue(logImages),
                    Verbose = parsed.GetValue(verbose),
                };
                if (options.Models.FirstOrDefault(file => !Path.Exists(file)) is { } missing)
                    throw new InvalidInputException(missing, null, InputFile.Missing(missing));
                var server = Server.Build(options);
                await using (server)
                {
                    await server.StartAsync(cancellationToken);
                    foreach (string url in server.Urls)
                        Console.Out.WriteLine($"Serving at {url}");
                    await server.WaitForShutdownAsync(cancellationToken);
                }
                return ExitCode.Done;
            }
        );
        return command;
    }
}
