using System.Reflection;
using MlNetLabels.Data;
using MlNetLabels.Heads;

namespace MlNetLabels.Models;

/// <summary>Heads by this library's own trainers.</summary>
internal sealed class BuiltInHeads : IHeadTrainer
{
    public static string Version { get; } =
        typeof(BuiltInHeads).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    public string Engine => $"MlNetLabels {Version}";

    public bool LearnsFromRows => true;

    public HeadFit FitSoftmax(
        HeadOptions options,
        FeatureRows features,
        int[] classes,
        IReadOnlyList<string> classNames,
        int[]? groups,
        CancellationToken cancellationToken
    ) => new SoftmaxTrainer(options).Fit(features, classes, classNames.Count, groups, cancellationToken);

    public HeadFit FitLabels(
        HeadOptions options,
        FeatureRows features,
        LabelMatrix truth,
        IReadOnlyList<string> labelNames,
        int[]? groups,
        CancellationToken cancellationToken
    ) => new LabelTrainer(options).Fit(features, truth, labelNames, groups, cancellationToken);
}
