using System.Globalization;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;
using MlNetLabels.Evaluation;
using MlNetLabels.Heads;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Work;

/// <summary>Divides, trains and tells what came of it.</summary>
internal static class Training
{
    public static Model Run(
        EmbeddedDataset data,
        BackboneReference backbone,
        TrainerOptions options,
        IReadOnlyList<OutOfDomainSet> validationOutOfDomain,
        IHeadTrainer? heads,
        CancellationToken cancellationToken
    )
    {
        Talk.Say(ModelTrainer.Reason(data.Dataset));
        var splits = Splitter.Divide(data, options.Heads.Seed);
        Talk.Say(
            $"{splits.Rows(Split.Train).Length} images to train, {splits.Rows(Split.Validation).Length} to validate, "
                + $"{splits.Rows(Split.Test).Length} to test."
        );
        var model = new ModelTrainer(options, heads).Fit(
            data,
            splits,
            backbone,
            DateTimeOffset.UtcNow,
            validationOutOfDomain,
            cancellationToken: cancellationToken
        );
        if (model.Manifest.Softmax is { Path: { Count: > 0 } tried } softmax)
            Talk.Say(Path("softmax head", softmax.L2, tried));
        if (model.Manifest.Labels is { Path: { Count: > 0 } triedByLabels } labels)
            Talk.Say(Path("label heads", labels.L2, triedByLabels));
        Talk.Say($"Domain check: {model.Manifest.Domain.Why}");
        foreach (string warning in model.Manifest.Training.Warnings)
            Talk.Warn(warning);
        foreach (var label in model.Manifest.Labels?.LeftOut ?? [])
            Talk.Warn($"no head for label '{label.Name}': {label.Reason}");
        return model;
    }

    private static string Path(string head, double l2, IReadOnlyList<LambdaPoint> path) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Lambda of the {head}: {l2:g3} of "
                + $"{string.Join(", ", path.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.L2:g3} (log-loss {p.LogLoss:0.0000})")))}, "
                + $"cross-validated on the training images."
        );
}
