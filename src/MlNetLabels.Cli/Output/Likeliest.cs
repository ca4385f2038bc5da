using MlNetLabels.Models;
using MlNetLabels.Runs;
using MlNetLabels.Shared;

namespace MlNetLabels.Cli.Output;

/// <summary>The likeliest few of an answer's classes and labels.</summary>
internal static class Likeliest
{
    /// <summary>The answer with no more than those, the likeliest first; as it is without a number.</summary>
    public static AnsweredImage Of(PredictedImage image, int? top) =>
        new(
            image.File,
            top is not { } most
                ? image.Prediction
                : image.Prediction with
                {
                    Classes = image.Prediction.Classes is { } classes ? Classes(classes, most) : null,
                    Labels = image.Prediction.Labels is { } labels ? Labels(labels, most) : null,
                }
        );

    public static IReadOnlyList<NamedProbability> Classes(IReadOnlyList<NamedProbability> all, int most) =>
        [.. all.OrderByDescending(x => x.Probability).Take(most)];

    public static IReadOnlyList<LabelProbability> Labels(IReadOnlyList<LabelProbability> all, int most) =>
        [.. all.OrderByDescending(x => x.Probability).Take(most)];
}
