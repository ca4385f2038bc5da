using MlNetLabels.Images;

namespace MlNetLabels.Backbones;

/// <summary>The usual ways to make numbers of pixels, one of which a network was trained with.</summary>
internal static class Preparations
{
    private static readonly (string What, float[] Mean, float[] Std)[] Usual =
    [
        ("0 to 1", [0, 0, 0], [1, 1, 1]),
        ("-1 to 1", [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]),
        ("0 to 255", [0, 0, 0], Scaled(1, 1, 1)),
        ("ImageNet's mean and deviation", [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]),
        ("0 to 255 less ImageNet's mean", [0.485f, 0.456f, 0.406f], Scaled(1, 1, 1)),
    ];

    /// <summary>Every other one than a card's, with what to change on the card.</summary>
    public static IEnumerable<(Preprocessing Preparation, string Change)> OtherThan(Preprocessing card)
    {
        var other = card.Channels == ChannelOrder.Rgb ? ChannelOrder.Bgr : ChannelOrder.Rgb;
        yield return (card with { Channels = other }, Order(other));
        foreach (var (what, mean, std) in Usual)
        {
            if (card.Mean.SequenceEqual(mean) && card.Std.SequenceEqual(std))
                continue;
            string numbers = FormattableString.Invariant(
                $"\"mean\": [{string.Join(", ", mean)}], \"std\": [{string.Join(", ", std)}] ({what})"
            );
            yield return (card with { Mean = mean, Std = std }, numbers);
            yield return (card with { Mean = mean, Std = std, Channels = other }, $"{Order(other)} and {numbers}");
        }
    }

    private static string Order(ChannelOrder order) => $"\"channels\": \"{order.ToString().ToLowerInvariant()}\"";

    private static float[] Scaled(params float[] std) => [.. std.Select(x => x / 255)];
}
