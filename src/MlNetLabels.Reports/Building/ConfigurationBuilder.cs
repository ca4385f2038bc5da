using System.Globalization;
using MlNetLabels.Models;

namespace MlNetLabels.Reports.Building;

/// <summary>How the model was trained, option by option.</summary>
internal static class ConfigurationBuilder
{
    public static Dictionary<string, string> Build(ModelDescription model)
    {
        var options = model.Options;
        var heads = options.Heads;
        var configuration = new Dictionary<string, string>
        {
            ["training seed"] = Text(model.Seed),
            ["penalty λ"] =
                heads.L2 is { } l2 ? Text(l2)
                : (model.Softmax?.Path ?? model.Labels?.Path) is { Count: 0 }
                    ? "the strongest, as no image could be held out to choose one by"
                : $"chosen by {Text(heads.Folds)}-fold cross-validation on training images",
            ["fit"] = HeldOutUse.Fit(model),
            ["class weights"] = Weights(heads.ClassWeights, heads.Balanced),
            ["label weights"] = Weights(heads.PositiveWeights, heads.BalancedPositives),
            ["thresholds"] = options.Threshold.ToString(),
            ["out-of-domain score"] = model.Domain.Score,
            ["reject rate"] =
                Figures.Percent(options.RejectRate) + (model.Domain.Cut is null ? ", but the domain check is off" : ""),
            ["optimiser"] = $"at most {Text(heads.MaxIterations)} steps, tolerance {Text(heads.Tolerance)}",
        };
        if (model.Backbone.Preprocessing is { } preprocessing)
            configuration["preprocessing"] = preprocessing.GetRawText();
        return configuration;
    }

    private static string Weights(IReadOnlyList<double>? given, bool isBalanced) =>
        given is not null ? string.Join(", ", given.Select(x => Text(x)))
        : isBalanced ? "balanced"
        : "all alike";

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
