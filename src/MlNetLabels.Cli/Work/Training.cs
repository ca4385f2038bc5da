using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Work;

/// <summary>Divides, trains and tells what came of it.</summary>
internal static class Training
{
    public static Model Run(EmbeddedDataset data, BackboneReference backbone, TrainerOptions options, IReadOnlyList<OutOfDomainSet> validationOutOfDomain, CancellationToken cancellationToken)
    {
        Talk.Say(ModelTrainer.Reason(data.Dataset));
        var splits = Splitter.Divide(data, options.Heads.Seed);
        Talk.Say($"{splits.Rows(Split.Train).Length} images to train, {splits.Rows(Split.Validation).Length} to validate, {splits.Rows(Split.Test).Length} to test.");
        var model = new ModelTrainer(options).Fit(data, splits, backbone, DateTimeOffset.UtcNow, validationOutOfDomain, cancellationToken);
        Talk.Say($"Domain check: {model.Manifest.Domain.Why}");
        foreach (string warning in model.Manifest.Training.Warnings) Talk.Warn(warning);
        foreach (var label in model.Manifest.Labels?.LeftOut ?? []) Talk.Warn($"no head for label '{label.Name}': {label.Reason}");
        return model;
    }
}
