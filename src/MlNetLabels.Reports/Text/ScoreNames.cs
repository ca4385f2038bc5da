namespace MlNetLabels.Reports.Text;

/// <summary>What the out-of-domain scores look at, for those who do not know them by name.</summary>
internal static class ScoreNames
{
    /// <summary>What goes up where an image is further out; null for a score from elsewhere.</summary>
    public static string? InWords(string score) =>
        score switch
        {
            "max-probability" => "how far the largest softmax probability is from 1",
            "max-logit" => "how low the softmax head's largest logit is",
            "energy" => "how low all of the softmax head's logits are together",
            "generalized-entropy" => "how evenly softmax shares out its probability",
            "max-label-probability" => "how far the largest label probability is from 1",
            "joint-energy" => "how low all of the label heads' logits are together",
            "knn" => "how unlike the nearest training images the embedding is",
            "mahalanobis" =>
                "how far the embedding is from the nearest class, measured by how much training images spread in each direction",
            "residual" => "how much of the embedding lies outside the directions that training images use",
            "vim" =>
                "how much of the embedding lies outside the directions that training images use, set against the heads' logits",
            _ => null,
        };
}
