namespace MlNetLabels.Models;

/// <summary>
/// The check for new classes of a model: its score is the deciding out-of-domain score and the heads' doubt together.
/// Immutable.
/// </summary>
public sealed record NewClassDescription
{
    internal NewClassDescription(NewClassManifest manifest)
    {
        (Doubt, UnsureRate) = (manifest.Doubt, manifest.Held.Cut.Alpha);
        if (manifest.Used is { } used)
            (Cut, ByGroup, Images, Groups, Coverage) = (
                used.Cut,
                used.ByGroup,
                used.Images + used.OutOfFoldImages,
                used.Groups + used.OutOfFoldGroups,
                used.ValidationCoverage ?? used.OutOfFoldCoverage
            );
    }

    /// <summary>Name of the heads' score that speaks for doubt.</summary>
    public string Doubt { get; }

    /// <summary>Share of in-domain images that may be called unsure, above 0 and below 1.</summary>
    public double UnsureRate { get; }

    /// <summary>Images that score above this are unsure; null where held-out images are too few to set a cut.</summary>
    public double? Cut { get; }

    /// <summary>Whether the promise is to images of new groups; otherwise to new images of the kinds seen.</summary>
    public bool ByGroup { get; }

    /// <summary>Number of images that set the cut.</summary>
    public int Images { get; }

    /// <summary>Number of their groups; as many as images where they came without groups.</summary>
    public int Groups { get; }

    /// <summary>Share of them not called unsure, 0 to 1; null without any.</summary>
    public double? Coverage { get; }
}
