using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Heads;
using MlNetLabels.Models;
using MlNetLabels.OutOfDomain;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>Trains a model and writes it as a bundle.</summary>
internal static class TrainCommand
{
    private const string BuiltIn = "built-in",
        MLNet = "mlnet";

    public static Command Create()
    {
        var (data, embeddings, labels, classes, corrections) = (
            CommonOptions.Data(),
            CommonOptions.Embeddings(),
            CommonOptions.Labels(),
            CommonOptions.Classes(),
            CommonOptions.Corrections()
        );
        var memory = CommonOptions.Memory(
            "Most that training on Parquet files may take, such as 2GB: beyond, a sample by class is drawn"
        );
        var (l2, threshold, fit, rejectRate) = (
            CommonOptions.L2(),
            CommonOptions.Threshold(),
            CommonOptions.Fit(),
            CommonOptions.RejectRate("Share of in-domain images that the domain check may reject (0.05).")
        );
        var unsureRate = CommonOptions.Rate(
            "--unsure-rate",
            "Share of in-domain images that may be called unsure, perhaps of a new class (0.05); 0 asks no such question.",
            orOff: true
        );
        var missRate = CommonOptions.Rate(
            "--miss-rate",
            "Share of in-domain images whose class, or of an image's labels, that may be missing from its set (0.05)."
        );
        var domainScore = new Option<string?>("--domain-score")
        {
            Description =
                "Out-of-domain score that decides; when left out the one that tells validation out-of-domain images best, "
                + $"or {OutOfDomainScorers.Default}.",
        };
        domainScore.Accept([.. OutOfDomainScorers.Names]);
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
                "Weights of images that have a label in its loss, such as shark=3; or balanced, to count as much as "
                + "those without it.",
        };
        var (negatives, validationOutOfDomain) = (CommonOptions.Negatives(), CommonOptions.ValidationOutOfDomain());
        var engine = new Option<string>("--engine")
        {
            Description = "What fits the heads: built-in (default), or mlnet for ML.NET's L-BFGS trainers.",
            DefaultValueFactory = _ => BuiltIn,
        };
        engine.Accept(BuiltIn, MLNet);
        var keepPictures = new Option<bool>("--keep-pictures")
        {
            Description =
                "Keep small pictures, names and labels of up to 1,000 training images in the bundle, so that the service's page "
                + "shows those nearest to a picture. Whoever has the bundle can see them.",
        };
        var model = new Option<string>("--model") { Description = "The bundle to write (*.mlabels).", Required = true };
        var (backbone, seed, json, verbose) = (
            CommonOptions.Backbone(),
            CommonOptions.Seed(),
            CommonOptions.Json(),
            CommonOptions.Verbose()
        );
        var command = new Command("train", "Train the softmax head and the label heads on your images.")
        {
            data,
            embeddings,
            labels,
            memory,
            classes,
            corrections,
            negatives,
            validationOutOfDomain,
            model,
            l2,
            balanced,
            classWeights,
            positiveWeights,
            threshold,
            fit,
            rejectRate,
            unsureRate,
            missRate,
            domainScore,
            engine,
            keepPictures,
            backbone,
            seed,
            json,
            verbose,
        };
        var reading = new DatasetOptionSet(command);
        var embedding = new EmbeddingOptionSet(command, FailureLimit.None);
        Help.AddExamples(
            command,
            "train --data photos --model photos.mlabels",
            "train --data prints --classes building,coat --model prints.mlabels",
            "train --data photos --class-weights building=2,coat=1 --model weighted.mlabels",
            "train --data labels.csv --threshold precision:0.9 --model aquarium.mlabels",
            "train --data prints --classes building,coat --negatives pages --validation-out-of-domain photos --model prints.mlabels",
            "train --embeddings X.npy --labels Y.csv --model given.mlabels",
            "train --embeddings 'parts/*.parquet' --memory 2GB --model photos.mlabels"
        );
        command.Validators.Add(result =>
        {
            CommonOptions.RequireOne(result, data, embeddings, labels);
            CommonOptions.CheckMemory(result, memory, embeddings);
            reading.CheckMade(result, embeddings);
            CommonOptions.CheckMade(
                result,
                embeddings,
                [negatives, validationOutOfDomain],
                embedding.OfEmbedding.Append(backbone)
            );
            if (
                result.GetValue(embeddings) is not null
                && !result.GetValue(keepPictures)
                && result.IsGiven(reading.Images)
            )
                result.AddError(
                    $"{reading.Images.Name} says where pictures lie, which embeddings need for --keep-pictures alone; leave it out."
                );
            if (result.GetValue(balanced) && result.GetValue(classWeights) is not null)
                result.AddError("--balanced and --class-weights both weigh the classes; give one of them.");
        });
        command.SetRun(
            (parsed, cancellationToken) =>
            {
                MemoryLimit.Set(parsed.GetValue(memory));
                string? positives = parsed.GetValue(positiveWeights);
                bool balancedPositives = positives == WeightOption.Balanced;
                var options = new TrainOptions
                {
                    Data = parsed.GetValue(data),
                    Embeddings = parsed.GetValue(embeddings),
                    Labels = parsed.GetValue(labels),
                    Memory = parsed.GetValue(memory),
                    Classes = parsed.Values(classes),
                    Corrections = parsed.GetValue(corrections),
                    Negatives = parsed.Values(negatives),
                    ValidationOutOfDomain = parsed.Values(validationOutOfDomain),
                    Model = parsed.GetValue(model)!,
                    CreatedAt = SourceDate.Given,
                    Backbone = parsed.GetValue(backbone)!,
                    Trainer = new TrainerOptions
                    {
                        Heads = new HeadOptions
                        {
                            L2 = parsed.GetValue(l2).Value,
                            Balanced = parsed.GetValue(balanced),
                            BalancedPositives = balancedPositives,
                            Seed = parsed.GetValue(seed),
                            Threads = embedding.Threads(parsed),
                        },
                        Threshold = parsed.GetValue(threshold)!,
                        Fit = parsed.GetValue(fit) ?? new TrainerOptions().Fit,
                        RejectRate = parsed.GetValue(rejectRate) ?? new TrainerOptions().RejectRate,
                        UnsureRate = parsed.GetValue(unsureRate) switch
                        {
                            null => new TrainerOptions().UnsureRate,
                            0 => null,
                            { } rate => rate,
                        },
                        MissRate = parsed.GetValue(missRate) ?? new TrainerOptions().MissRate,
                        DomainScore = parsed.GetValue(domainScore),
                    },
                    ClassWeights = WeightOption.Parse(parsed.GetValue(classWeights), "--class-weights"),
                    PositiveWeights = balancedPositives
                        ? null
                        : WeightOption.Parse(positives, "--positive-weights", WeightOption.Balanced),
                    KeepPictures = parsed.GetValue(keepPictures),
                    UseMLNetTrainers = parsed.GetValue(engine) == MLNet,
                    Reading = reading.Given(parsed),
                    Embedding = embedding.Given(parsed),
                };
                bool embeds = options.Embeddings is null;
                var console = new RunConsole(
                    parsed.GetValue(verbose),
                    embeds ? options.Embedding : null,
                    saysOff: !parsed.GetValue(json)
                );
                var result = ImageRuns.Train(options, console.Log, console.Progress, cancellationToken);
                if (parsed.GetValue(json))
                    Json.Write(
                        new TrainJson(
                            result.ModelFile!,
                            result.Model.SwitchedOff(),
                            result.Model.DomainWarning(),
                            result.Model.Description.CalibrationWarning,
                            result.Model.ToManifestJson()
                        )
                    );
                else
                    ModelSummary.Print(result.Model, result.ModelFile!, parsed.GetValue(verbose));
                return ExitCode.Done;
            }
        );
        return command;
    }
}
