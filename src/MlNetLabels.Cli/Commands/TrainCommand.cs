using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Work;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Commands;

/// <summary>Trains a model and writes it as a bundle.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var (data, embeddings, labels, classes) = (
            CommonOptions.Data(),
            CommonOptions.Embeddings(),
            CommonOptions.Labels(),
            CommonOptions.Classes()
        );
        var (l2, threshold, rejectRate) = (
            CommonOptions.L2(),
            CommonOptions.Threshold(),
            CommonOptions.RejectRate("Share of in-domain images that the domain check may reject (0.05).")
        );
        var (seed, threads, json, backbone, maxFailures) = (
            CommonOptions.Seed(),
            CommonOptions.Threads(),
            CommonOptions.Json(),
            CommonOptions.Backbone(),
            CommonOptions.MaxFailures("0")
        );
        var balanced = new Option<bool>("--balanced")
        {
            Description = "Let every class count alike, however many images it has.",
        };
        var classWeights = new Option<string?>("--class-weights")
        {
            Description = "Weights of classes in the softmax loss, such as building=2,coat=1; 1 for those not named.",
        };
        var positiveWeights = new Option<string?>("--positive-weights")
        {
            Description =
                "Weights of images that have a label in its loss, such as shark=3; or balanced, to count as much as those without it.",
        };
        var (negatives, validationOutOfDomain) = (CommonOptions.Negatives(), CommonOptions.ValidationOutOfDomain());
        var engine = Engines.Option();
        var model = new Option<string>("--model") { Description = "The bundle to write (*.mlabels).", Required = true };
        var command = new Command("train", "Train the softmax head and the label heads on your images.")
        {
            data,
            embeddings,
            labels,
            classes,
            negatives,
            validationOutOfDomain,
            model,
            l2,
            balanced,
            classWeights,
            positiveWeights,
            threshold,
            rejectRate,
            engine,
            backbone,
            maxFailures,
            seed,
            threads,
            json,
        };
        var embedding = new EmbeddingChoice(command);
        Help.AddExamples(
            command,
            "train --data photos --model photos.mlabels",
            "train --data prints --classes building,coat --model prints.mlabels",
            "train --data photos --class-weights building=2,coat=1 --model weighted.mlabels",
            "train --data labels.csv --threshold precision:0.9 --model aquarium.mlabels",
            "train --data prints --classes building,coat --negatives pages --validation-out-of-domain photos --model prints.mlabels",
            "train --embeddings X.npy --labels Y.csv --model given.mlabels"
        );
        command.Validators.Add(result =>
        {
            if (result.GetValue(balanced) && result.GetValue(classWeights) is not null)
                result.AddError("--balanced and --class-weights both weigh the classes; give one of them.");
        });
        command.SetAction(
            (parsed, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        using var session = new Session(
                            parsed.GetValue(backbone)!,
                            parsed.GetValue(threads),
                            parsed.GetValue(maxFailures)!,
                            embedding.Given(parsed),
                            cancellationToken
                        );
                        var given = session.Source.Load(
                            parsed.GetValue(data),
                            parsed.GetValue(embeddings),
                            parsed.GetValue(labels),
                            parsed.GetValue(classes) is { Length: > 0 } c ? c : null
                        );
                        given = session.Source.WithNegatives(given, parsed.GetValue(negatives), parsed.GetValue(seed));
                        OutOfDomainSet[] outside =
                        [
                            .. (parsed.GetValue(validationOutOfDomain) ?? []).Select(session.Source.LoadOutOfDomain),
                        ];
                        var reference = parsed.GetValue(embeddings) is { } npy
                            ? Source.BackboneOf(npy, given.Embeddings.Columns)
                            : session.Backbone.ToReference();
                        if (
                            given.Dataset.Kind != TargetKind.Classes
                            && (parsed.GetValue(balanced) || parsed.GetValue(classWeights) is not null)
                        )
                            throw new InvalidInputException(
                                given.Dataset.Source,
                                null,
                                "these images have label sets, which have no class weights; use --positive-weights."
                            );
                        bool balancedPositives = parsed.GetValue(positiveWeights) == NamedWeights.Balanced;
                        var options = new TrainerOptions
                        {
                            Heads = new HeadOptions
                            {
                                L2 = parsed.GetValue(l2),
                                Balanced = parsed.GetValue(balanced),
                                ClassWeights = NamedWeights.Parse(
                                    parsed.GetValue(classWeights),
                                    given.Dataset.LabelNames,
                                    "--class-weights"
                                ),
                                BalancedPositives = balancedPositives,
                                PositiveWeights = balancedPositives
                                    ? null
                                    : NamedWeights.Parse(
                                        parsed.GetValue(positiveWeights),
                                        given.Dataset.LabelNames,
                                        "--positive-weights"
                                    ),
                                Seed = parsed.GetValue(seed),
                                Threads = parsed.GetValue(threads),
                            },
                            Threshold = parsed.GetValue(threshold)!,
                            RejectRate = parsed.GetValue(rejectRate) ?? new TrainerOptions().RejectRate,
                        };
                        var trained = Training.Run(
                            given,
                            reference,
                            options,
                            outside,
                            Engines.Create(parsed.GetValue(engine)!),
                            cancellationToken
                        );
                        string path = parsed.GetValue(model)!;
                        trained.Save(path);
                        if (parsed.GetValue(json))
                            Json.Write(new TrainResult(path, trained.ToManifestJson()));
                        else
                            ModelSummary.Print(trained.Description, path);
                        return ExitCode.Done;
                    },
                    cancellationToken
                )
        );
        return command;
    }
}
