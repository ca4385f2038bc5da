using MlNetLabels.Data;
using MlNetLabels.Heads;

namespace MlNetLabels.Models;

/// <summary>
/// Where a model's heads come from. All that follows (calibration, thresholds, domain check, bundle) is
/// <see cref="ModelTrainer"/>'s and
/// the same for every source, so that heads can be compared with nothing else differing.
/// </summary>
public interface IHeadTrainer
{
    /// <summary>What fits the heads, with its version; stored in the model and shown by its report.</summary>
    string Engine { get; }

    /// <summary>
    /// Whether heads are learned from the rows given, so that leaving some out shows what those do; false for heads
    /// that were fitted elsewhere.
    /// </summary>
    bool LearnsFromRows { get; }

    /// <summary>Whether there is a softmax head; without one, none is asked for.</summary>
    bool HasSoftmax => true;

    /// <summary>Whether there are label heads; without them, none are asked for.</summary>
    bool HasLabels => true;

    /// <summary>
    /// Fits the softmax head, as <see cref="ModelTrainer.BuiltInHeads"/> do. Rows of a negative group are never held out to
    /// choose anything.
    /// </summary>
    HeadFit FitSoftmax(
        HeadOptions options,
        FeatureRows features,
        int[] classes,
        IReadOnlyList<string> classNames,
        int[]? groups,
        CancellationToken cancellationToken
    );

    /// <summary>Fits one head per label, likewise.</summary>
    HeadFit FitLabels(
        HeadOptions options,
        FeatureRows features,
        LabelMatrix truth,
        IReadOnlyList<string> labelNames,
        int[]? groups,
        CancellationToken cancellationToken
    );
}
