using MlNetLabels.OutOfDomain;

namespace MlNetLabels.Models;

/// <summary>What a cross-conformal domain check is made from.</summary>
internal sealed record CrossDomainData
{
    /// <summary>
    /// The first fold as if it were a split: it chooses the score, and holds the embedding scores that do not decide.
    /// </summary>
    public required DomainGateData First { get; init; }

    /// <summary>All folds.</summary>
    public required CrossFold[] Folds { get; init; }

    /// <summary>In-domain images of each fold that its scores are fitted on.</summary>
    public required Func<CrossFold, ScorerTraining> Training { get; init; }

    /// <summary>All images, with the logits of the heads that answer.</summary>
    public required ScorerTraining All { get; init; }

    /// <summary>All images that some fold holds out, with logits out of fold.</summary>
    public required ScorerInput Held { get; init; }

    /// <summary>One group an image held out; all different where images are independent.</summary>
    public required int[] Groups { get; init; }
}
