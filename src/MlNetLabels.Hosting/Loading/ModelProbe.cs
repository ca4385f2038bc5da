using MlNetLabels.Embedding;
using MlNetLabels.Models;

namespace MlNetLabels.Hosting.Loading;

/// <summary>
/// Tries a model before it takes a place: on embeddings made of the mean and spread of its own training embeddings,
/// which every bundle stores, and on a picture through its network.
/// </summary>
internal static class ModelProbe
{
    private const int Side = 64,
        Steps = 4;

    // Probabilities of a softmax in single precision, of ten thousand classes at most.
    private const double SumTolerance = 1e-3;

    /// <exception cref="InvalidInputException">It does not answer as a model must.</exception>
    public static void Try(Model model, ImageEmbedder embedder)
    {
        try
        {
            Check(model.Predict(embedder.EmbedPixels(Picture(), Side, Side)));
            for (int step = 0; step < Steps; step++)
                Check(model.Predict(Embedding(model, step)));
        }
        catch (Exception error) when (error is not (InvalidInputException or OutOfMemoryException))
        {
            throw new InvalidInputException($"the model fails on a probe ({error.Message})", error);
        }
    }

    // The mean, and the mean with every value off by one deviation, to sides that alternate in longer and longer runs.
    private static float[] Embedding(Model model, int step)
    {
        var mean = model.Standardizer.Mean;
        var deviation = model.Standardizer.Std.Span;
        var embedding = new float[model.Standardizer.Dimension];
        for (int i = 0; i < embedding.Length; i++)
            embedding[i] = mean[i] + (step == 0 ? 0 : deviation[i] * (((i >> (step - 1)) & 1) == 0 ? 1 : -1));
        return embedding;
    }

    private static byte[] Picture()
    {
        var rgb = new byte[3 * Side * Side];
        for (int y = 0, i = 0; y < Side; y++)
        for (int x = 0; x < Side; x++)
            (rgb[i++], rgb[i++], rgb[i++]) = ((byte)(4 * x), (byte)(4 * y), (byte)(((x ^ y) & 8) * 31));
        return rgb;
    }

    private static void Check(Prediction answer)
    {
        bool isFinite =
            double.IsFinite(answer.Domain.Score)
            && (answer.Classes ?? []).All(x => x.Probability is >= 0 and <= 1)
            && (answer.Labels ?? []).All(x => x.Probability is >= 0 and <= 1);
        if (!isFinite)
            throw new InvalidInputException("the model answers a probe with what is no number or no probability.");
        if (answer.Classes is { } classes && Math.Abs(classes.Sum(x => x.Probability) - 1) > SumTolerance)
            throw new InvalidInputException("the model's class probabilities of a probe do not sum to one.");
    }
}
