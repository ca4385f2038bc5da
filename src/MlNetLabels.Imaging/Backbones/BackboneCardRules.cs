using MlNetLabels.Images;

namespace MlNetLabels.Backbones;

/// <summary>What a card must say beyond having the right members.</summary>
internal static class BackboneCardRules
{
    private const int LargestSide = 4096;
    private const int LargestDimension = 65_536;

    public static void Check(BackboneCard card, string path)
    {
        Text(card.Name, "name");
        Text(card.Description, "description");
        Text(card.Licence, "licence");
        Text(card.Origin, "origin");
        Text(card.Input, "input");
        Text(card.Output, "output");
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
