using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Work;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.Vision.Embedding;

namespace MlNetLabels.Cli.Commands;

/// <summary>Trains a model and writes it as a bundle.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var (data, embeddings, labels, classes) = (CommonOptions.Data(), CommonOptions.Embeddings(), CommonOptions.Labels(), CommonOptions.Classes());
        var (l2, threshold, rejectRate) = (CommonOptions.L2(), CommonOptions.Threshold(), CommonOptions.RejectRate("Share of in-domain images that the domain check may reject (0.05)."));
        var (seed, threads, json, backbone, maxFailures) = (CommonOptions.Seed(), CommonOptions.Threads(), CommonOptions.Json(), CommonOptions.Backbone(), CommonOptions.MaxFailures("0"));
        var balanced = new Option<bool>("--balanced") { Description = "Let every class count alike, however many images it has." };
        var (negatives, validationOutOfDomain) = (CommonOptions.Negatives(), CommonOptions.ValidationOutOfDomain());
        var model = new Option<string>("--model") { Description = "The bundle to write (*.mlabels).", Required = true };
        var command = new Command("train", "Train the softmax head and the label heads on your images.")
        {
            data, embeddings, labels, classes, negatives, validationOutOfDomain, model, l2, balanced, threshold, rejectRate, backbone, maxFailures, seed, threads, json,
        };
        Help.AddExamples(command,
            "train --data photos --model photos.mlabels",
            "train --data prints --classes building,coat --model prints.mlabels",
            "train --data labels.csv --threshold precision:0.9 --model aquarium.mlabels",
            "train --data prints --classes building,coat --negatives pages --validation-out-of-domain photos --model prints.mlabels",
            "train --embeddings X.npy --labels Y.csv --model given.mlabels");
        command.SetAction((parsed, cancellationToken) => Task.Run(() =>
        {
            using var session = new Session(parsed.GetValue(backbone)!, parsed.GetValue(threads), parsed.GetValue(maxFailures)!, cancellationToken);
            var given = session.Source.Load(parsed.GetValue(data), parsed.GetValue(embeddings), parsed.GetValue(labels), parsed.GetValue(classes) is { Length: > 0 } c ? c : null);
            given = session.Source.WithNegatives(given, parsed.GetValue(negatives), parsed.GetValue(seed));
            OutOfDomainSet[] outside = [.. (parsed.GetValue(validationOutOfDomain) ?? []).Select(session.Source.LoadOutOfDomain)];
            var reference = parsed.GetValue(embeddings) is { } npy ? Source.BackboneOf(npy, given.Embeddings.Columns) : session.Backbone.ToReference();
            var options = new TrainerOptions
            {
                Heads = new HeadOptions { L2 = parsed.GetValue(l2), Balanced = parsed.GetValue(balanced), Seed = parsed.GetValue(seed), Threads = parsed.GetValue(threads) },
                Threshold = parsed.GetValue(threshold)!,
                RejectRate = parsed.GetValue(rejectRate) ?? new TrainerOptions().RejectRate,
            };
            var trained = Training.Run(given, reference, options, outside, cancellationToken);
            string path = parsed.GetValue(model)!;
            trained.Save(path);
            if (parsed.GetValue(json)) Json.Write(new TrainResult(path, trained.Manifest));
            else ModelSummary.Print(trained.Manifest, path);
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }
}
