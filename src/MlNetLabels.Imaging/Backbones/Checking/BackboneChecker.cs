using System.Globalization;
using MlNetLabels.Images;

namespace MlNetLabels.Backbones;

/// <summary>Tries a network against its card's probe, and on failure against other preparations of the picture.</summary>
internal static class BackboneChecker
{
    /// <param name="network">A single network.</param>
    public static BackboneCheck Check(Backbone network)
    {
        var card = network.Card;
        if (card.Probe is not { } probe)
            return new(
                card.Name,
                null,
                null,
                "its card has no \"probe\" to try it against; the documentation of backbones says how to make one."
            );
        byte[] picture = ProbePicture.Draw(card.Preprocessing.Width, card.Preprocessing.Height);
        double error = Error(network, card.Preprocessing, picture, probe);
        if (error <= probe.Allowed)
            return new(
                card.Name,
                true,
                error,
                $"gives the probe's values: off by {Percent(error)}, {Percent(probe.Allowed)} are allowed. Their "
                    + $"source: {probe.Source}."
            );
        var (least, change) = Preparations
            .OtherThan(card.Preprocessing)
            .Select(x => (Error: Error(network, x.Preparation, picture, probe), x.Change))
            .MinBy(x => x.Error);
        string cause =
            least <= probe.Allowed
                ? $"The card prepares images wrongly: with {change} under \"preprocessing\" it gives them."
                : "No usual order of channels, scale or mean gives them either (the nearest is off by "
                    + $"{Percent(least)}): the network, the tensor that \"output\" names, or the probe is another.";
        return new(
            card.Name,
            false,
            error,
            $"does not give the probe's values: off by {Percent(error)}, {Percent(probe.Allowed)} are allowed. {cause}"
        );
    }

    private static double Error(Backbone network, Preprocessing preparation, byte[] picture, BackboneProbe probe)
    {
        var tensor = new float[preparation.TensorLength];
        var embedding = new float[network.Dimension];
        DecodedPixels.Load(
            picture,
            preparation.Width,
            preparation.Height,
            preparation,
            ImageOptions.Default,
            tensor,
            Timeout.InfiniteTimeSpan,
            CancellationToken.None
        );
        network.Embed(tensor, 1, embedding);
        double difference = 0,
            length = 0;
        for (int i = 0; i < probe.Values.Count; i++)
        {
            difference += Math.Pow(embedding[i] - (double)probe.Values[i], 2);
            length += Math.Pow(probe.Values[i], 2);
        }
        return Math.Sqrt(difference / length);
    }

    private static string Percent(double share) => (100 * share).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
