using System.Text.Json.Serialization;
using MlNetLabels.Audit;
using MlNetLabels.Data;
using MlNetLabels.Reports.Html;
using MlNetLabels.Suggesting;

namespace MlNetLabels.Reports;

/// <summary>Which images to label next, and which labels to check again. Immutable.</summary>
public sealed record SuggestionReport
{
    /// <summary>Version of the JSON outline.</summary>
    public int SchemaVersion { get; } = 1;

    /// <summary>The unlabelled images: folder, list or log.</summary>
    public required string Pool { get; init; }

    /// <summary>The bundle; null where there is none yet.</summary>
    public string? Model { get; init; }

    /// <summary>What is not at work in the model, and why, a sentence each: <see cref="Models.Model.SwitchedOff"/>.</summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];

    /// <summary>How the images were chosen.</summary>
    public required SuggestionStrategy Strategy { get; init; }

    /// <summary>Why in this way, in a sentence.</summary>
    public required string Why { get; init; }

    /// <summary>Images of the pool that could be used.</summary>
    public required int PoolImages { get; init; }

    /// <summary>Of these, how many have a label already.</summary>
    public required int Labelled { get; init; }

    /// <summary>Of these, how many are equal to another one.</summary>
    public required int Repeated { get; init; }

    /// <summary>Of these, how many are of another kind to the model, or perhaps of a new class.</summary>
    public int Rejected { get; init; }

    /// <summary>The images, the one to label first in front.</summary>
    public required IReadOnlyList<SuggestedImage> Images { get; init; }

    /// <summary>Labels that are probably wrong, the most probably wrong first; empty where none were searched.</summary>
    public IReadOnlyList<DoubtedLabel> CheckAgain { get; init; } = [];

    /// <summary>What else is to be known, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Images that cannot be used, each with its reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>One page of HTML that opens offline.</summary>
    public string ToHtml() => SuggestionPage.Render(this);

    /// <summary>
    /// <see cref="CheckAgain"/> as CSV with a blank column for what is correct, as corrections are read.
    /// </summary>
    public string CheckAgainCsv() =>
        SuspectedLabelsCsv.Write([
            .. CheckAgain.Select(x => (x.File, x.Label, x.Given, x.Suggested, (double?)x.ProbabilityOfWrong)),
        ]);
}

/// <summary>An image to label.</summary>
/// <param name="File">The image.</param>
/// <param name="Reason">Why it.</param>
/// <param name="Score">As of <see cref="SuggestedRow"/>; larger is more.</param>
/// <param name="StandsFor">Images of the pool in its cluster or group, itself among them.</param>
public sealed record SuggestedImage(string File, SuggestionReason Reason, double Score, int StandsFor)
{
    /// <summary>What the model says it shows; empty for nothing, null without a model.</summary>
    public IReadOnlyList<string>? Answer { get; init; }

    /// <summary>Its group; null for none.</summary>
    public string? Group { get; init; }

    /// <summary>Of a likely new class: others of the group, nearest first; those that have room.</summary>
    public IReadOnlyList<string> Alike { get; init; } = [];

    /// <summary>A small copy as a data URI; null for none.</summary>
    [JsonIgnore]
    public string? Picture { get; init; }

    /// <summary>Small copies of <see cref="Alike"/>, one for each, null where there is none; empty for none at all.</summary>
    [JsonIgnore]
    public IReadOnlyList<string?> AlikePictures { get; init; } = [];
}
