using System.CommandLine;
using System.Globalization;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Work;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Models;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace MlNetLabels.Cli.Commands;

/// <summary>Says what is in pictures.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The bundle that train wrote.", Required = true };
        var paths = new Argument<string[]>("path")
        {
            Description = "Images, or folders of images.",
            Arity = ArgumentArity.OneOrMore,
        };
        var rejectRate = CommonOptions.RejectRate(
            "Share of in-domain images that the domain check may reject; as trained when left out."
        );
        var (threads, json, maxFailures, seed) = (
            CommonOptions.Threads(),
            CommonOptions.Json(),
            CommonOptions.MaxFailures("all"),
            CommonOptions.Seed()
        );
        var command = new Command("predict", "Say which class and which labels images have, with all probabilities.")
        {
            model,
            paths,
            rejectRate,
            maxFailures,
            seed,
            threads,
            json,
        };
        var embedding = new EmbeddingChoice(command);
        Help.AddExamples(
            command,
            "predict --model photos.mlabels new.jpg",
            "predict --model photos.mlabels inbox --json",
            "predict --model photos.mlabels inbox --reject-rate 0.01"
        );
        command.SetAction(
            (parsed, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        using var libraries = new NativeLibraries();
                        string path = parsed.GetValue(model)!;
                        var loaded = Model.Load(path);
                        using var session = new Session(
                            loaded.Description.Backbone,
                            parsed.GetValue(threads),
                            parsed.GetValue(maxFailures)!,
                            embedding.Given(parsed),
                            cancellationToken
                        );
                        var files = ImageFiles.Expand(parsed.GetValue(paths)!);
                        if (files.Count == 0)
                            throw new InvalidInputException("There are no images in the folders given.");
                        var embedded =
                            files.Count == 1
                                ? session.Embedder.Value.Embed(files, cancellationToken: cancellationToken)
                                : Talk.Progress(
                                    $"Embedding {files.Count} images",
                                    progress => session.Embedder.Value.Embed(files, progress, cancellationToken)
                                );
                        session.Source.CheckFailures(embedded.Skipped, files.Count);
                        var domain = new PredictedDomain(
                            loaded.Description.Domain.Score,
                            loaded.Description.Domain.Why,
                            parsed.GetValue(rejectRate) ?? loaded.Description.Domain.RejectRate,
                            loaded.DomainWarning(parsed.GetValue(rejectRate))
                        );
                        if (domain.Warning is { } warning)
                            Talk.Warn(warning);
                        var predictions = loaded.Predict(
                            embedded.Embeddings,
                            parsed.GetValue(rejectRate),
                            cancellationToken
                        );
                        PredictedImage[] images =
                        [
                            .. predictions.Select((p, i) => new PredictedImage(files[embedded.Rows[i]], p)),
                        ];

                        if (parsed.GetValue(json))
                            Json.Write(new PredictResult(path, domain, images, embedded.Skipped));
                        else
                            Print(loaded.Description, images);
                        return images.Length == 0 ? ExitCode.BadInput : ExitCode.Done;
                    },
                    cancellationToken
                )
        );
        return command;
    }

    /// <summary>
    /// They load beside the model. What fails there fails again, with its message, where they are needed.
    /// </summary>
    private sealed class NativeLibraries : IDisposable
    {
        private readonly Task _loading = Task.Run(MlNetLabels.Imaging.NativeLibraries.Load);

        // A process that ends while a library is loading into it crashes now and then.
        public void Dispose() => Task.WhenAny(_loading).Wait();
    }

    private static void Print(ModelDescription description, PredictedImage[] images)
    {
        var table = new Table().RoundedBorder().AddColumns("image", "verdict");
        if (description.Softmax is not null)
            table.AddColumns("class", "all classes");
        if (description.Labels is not null)
            table.AddColumns("labels", "all labels");
        table.AddColumns($"out-of-domain score ({description.Domain.Score})", "p-value");
        foreach (var (file, p) in images)
        {
            var cells = new List<string> { file, p.Verdict.ToString() };
            if (p.Classes is { } classes)
                cells.AddRange([p.Class!, Sorted(classes.Select(c => (c.Name, c.Probability)))]);
            if (p.Labels is { } labels)
                cells.AddRange([
                    string.Join(", ", labels.Where(l => l.Applies).Select(l => l.Name)),
                    Sorted(labels.Select(l => (l.Name, l.Probability))),
                ]);
            cells.AddRange([
                $"{G(p.Domain.Score)} (cut {(p.Domain.Cut is { } cut ? G(cut) : "none")})",
                F(p.Domain.PValue),
            ]);
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        Screen.Write(table);
    }

    private static string Sorted(IEnumerable<(string Name, double Probability)> all) =>
        string.Join(", ", all.OrderByDescending(x => x.Probability).Select(x => $"{x.Name} {F(x.Probability)}"));

    private static string G(double value) => value.ToString("g4", CultureInfo.InvariantCulture);

    private static string F(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
