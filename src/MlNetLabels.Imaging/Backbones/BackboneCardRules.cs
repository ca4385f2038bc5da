using MlNetLabels.Images;

namespace MlNetLabels.Backbones;

/// <summary>What a card must say beyond having the right members.</summary>
internal static class BackboneCardRules
{
    private const int LargestSide = 4096;
    private const int LargestDimension = 65_536;

    private const int MostInner = 64;

    // Fewer values come out right by chance or rounding.
    private const int FewestProbed = 8;

    public static void Check(BackboneCard card, string path)
    {
        Text(card.Name, "name");
        Text(card.Description, "description");
        Text(card.Licence, "licence");
        Text(card.Origin, "origin");
        Text(card.Input, "input");
        Text(card.Output, "output");
        Need(
            card.Inner is null
                || card.Inner.Count is > 0 and <= MostInner
                    && card.Inner.Append(card.Output).Distinct().Count() == card.Inner.Count + 1
                    && !card.Inner.Any(string.IsNullOrWhiteSpace),
            "inner",
            string.Join(", ", card.Inner ?? []),
            $"1 to {MostInner} names of tensors, each once,"
        );
        Need(IsPlainName(card.Onnx), "onnx", card.Onnx, "the name of a file in the card's folder");
        Need(card.Dimension is > 0 and <= LargestDimension, "dimension", card.Dimension, $"1 to {LargestDimension}");
        var p = card.Preprocessing;
        Need(p.Width is > 0 and <= LargestSide, "preprocessing.width", p.Width, $"1 to {LargestSide} pixels");
        Need(p.Height is > 0 and <= LargestSide, "preprocessing.height", p.Height, $"1 to {LargestSide} pixels");
        Need(
            Enum.IsDefined(p.Resize),
            "preprocessing.resize",
            p.Resize,
            string.Join(" or ", Enum.GetNames<ResizeMode>())
        );
        Need(p.CropFraction is > 0 and <= 1, "preprocessing.cropFraction", p.CropFraction, "above 0, at most 1");
        Need(
            Enum.IsDefined(p.Channels),
            "preprocessing.channels",
            p.Channels,
            string.Join(" or ", Enum.GetNames<ChannelOrder>())
        );
        Need(
            p.Mean.Count == 3 && p.Mean.All(float.IsFinite),
            "preprocessing.mean",
            string.Join(", ", p.Mean),
            "three finite numbers"
        );
        Need(
            p.Std.Count == 3 && p.Std.All(x => float.IsFinite(x) && x > 0),
            "preprocessing.std",
            string.Join(", ", p.Std),
            "three numbers above zero"
        );
        if (card.Probe is { } probe)
        {
            Need(
                probe.Values.Count >= Math.Min(FewestProbed, card.Dimension)
                    && probe.Values.Count <= card.Dimension
                    && probe.Values.All(float.IsFinite)
                    && probe.Values.Any(x => x != 0),
                "probe.values",
                FormattableString.Invariant($"{probe.Values.Count} numbers"),
                $"{Math.Min(FewestProbed, card.Dimension)} to {card.Dimension} finite numbers, not all 0,"
            );
            Text(probe.Source, "probe.source");
            Need(probe.Allowed is > 0 and < 1, "probe.tolerance", probe.Allowed, "above 0 and below 1");
        }

        void Text(string value, string member) => Need(!string.IsNullOrWhiteSpace(value), member, value, "some text");

        void Need(bool holds, string member, object value, string wanted)
        {
            if (!holds)
                throw new InvalidInputException(
                    path,
                    null,
                    FormattableString.Invariant($"'{member}' is '{value}'; {wanted} is needed.")
                );
        }
    }

    /// <summary>Whether a name is one path segment and nothing special.</summary>
    public static bool IsPlainName(string name) =>
        !string.IsNullOrWhiteSpace(name) && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;
}
