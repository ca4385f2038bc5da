using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNetLabels.Runs;

/// <summary>
/// What <c>mlnetlabels.json</c> says: each member is the program's option of that name, in camel case. Paths are relative
/// to the file's folder.
/// </summary>
public sealed record ProjectSettings
{
    /// <summary>The JSON Schema that editors complete the file by.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Version of the file's outline.</summary>
    [Description("Version of this file's outline: 1.")]
    public int Version { get; init; } = 1;

    /// <summary>The labelled images.</summary>
    [Description("The labelled images: a folder with one subfolder per class, a table, or what other tools export.")]
    public required string Data { get; init; }

    /// <summary>The format of the data; null to find it out by looking.</summary>
    [Description("The format of the data, where looking at it does not tell.")]
    public string? DataFormat { get; init; }

    /// <summary>Folder of the images, where they are not beside what lists them.</summary>
    [Description("Folder that holds the images, where they are not beside what lists them.")]
    public string? Images { get; init; }

    /// <summary>Column of a table that names the images.</summary>
    [Description("Column of a table that names the images; the usual names when left out.")]
    public string? FileColumn { get; init; }

    /// <summary>Column of a table that holds the class, or a list of labels.</summary>
    [Description("Column of a table that holds the class, or a list of labels; the usual names when left out.")]
    public string? LabelColumn { get; init; }

    /// <summary>Columns of a table that are labels, one each.</summary>
    [Description("Columns of a table that are labels, one each.")]
    public IReadOnlyList<string> LabelColumns { get; init; } = [];

    /// <summary>Columns of a table, or labels, to leave out.</summary>
    [Description("Columns of a table, or labels of other formats, to leave out.")]
    public IReadOnlyList<string> IgnoreColumns { get; init; } = [];

    /// <summary>Classes to take; empty for all.</summary>
    [Description("Classes, or labels, to take; all when left out.")]
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Whether every image has exactly one label, which is its class.</summary>
    [Description("Whether every image must have exactly one label, which is its class.")]
    public bool OneClass { get; init; }

    /// <summary>CSV of suspected labels with what is correct.</summary>
    [Description("suspects.csv of a report, with its column 'correct' filled in.")]
    public string? Corrections { get; init; }

    /// <summary>Images that show none of the labels.</summary>
    [Description("Images to expect in use that show none of the labels.")]
    public IReadOnlyList<string> Negatives { get; init; } = [];

    /// <summary>Images of another kind to test on.</summary>
    [Description("Images of another kind, to test on: near:PATH looks like yours, far:PATH does not.")]
    public IReadOnlyList<string> OutOfDomain { get; init; } = [];

    /// <summary>Images of another kind to choose the score by.</summary>
    [Description("Images of another kind to choose the out-of-domain score by; never those to test on.")]
    public IReadOnlyList<string> ValidationOutOfDomain { get; init; } = [];

    /// <summary>Share of images to test on, in (0, 0.5].</summary>
    [Description(
        "Share of the images to test on, above 0 and at most 0.5 (0.2). Once a test image, always a test image."
    )]
    public double TestShare { get; init; } = 0.2;

    /// <summary>Seed of divisions, folds and resampling.</summary>
    [Description("Seed of divisions, folds and resampling.")]
    public int Seed { get; init; } = 1;

    /// <summary>Name of a backbone, or path of its card.</summary>
    [Description("Name of a backbone, or path of its card; several joined by + are concatenated.")]
    public string Backbone { get; init; } = TrainOptions.DefaultBackbone;

    /// <summary>Weight penalty; null to choose it by cross-validation.</summary>
    [Description("Weight penalty lambda; chosen by cross-validation when left out.")]
    public double? L2 { get; init; }

    /// <summary>Whether every class counts alike.</summary>
    [Description("Whether every class counts alike, however many images it has.")]
    public bool Balanced { get; init; }

    /// <summary>How label thresholds are chosen.</summary>
    [Description("How label thresholds are chosen: expected-f1, best-f1, precision:P, recall:R or a probability.")]
    public string Threshold { get; init; } = "expected-f1";

    /// <summary>Share of in-domain images that may be rejected, in (0, 1).</summary>
    [Description("Share of in-domain images that the domain check may reject (0.05).")]
    public double RejectRate { get; init; } = 0.05;

    /// <summary>Share of in-domain images that may be called unsure, in [0, 1); 0 asks no such question.</summary>
    [Description(
        "Share of in-domain images that may be called unsure, perhaps of a new class (0.05); 0 asks no such question."
    )]
    public double UnsureRate { get; init; } = 0.05;

    /// <summary>Share of in-domain images whose prediction set may lack what is true, in (0, 1).</summary>
    [Description(
        "Share of in-domain images whose class, or of an image's labels, that may be missing from its set (0.05)."
    )]
    public double MissRate { get; init; } = 0.05;

    /// <summary>The out-of-domain score that decides; null to choose it.</summary>
    [Description("The out-of-domain score that decides; chosen when left out.")]
    public string? DomainScore { get; init; }

    /// <summary>Bounds that the figures are held to, by their keys.</summary>
    [Description("Bounds that the figures are held to, such as { \"minAccuracy\": 0.9 }.")]
    public IReadOnlyDictionary<string, JsonElement> Gates { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>When a new model takes the champion's place.</summary>
    [Description(
        "When a new model takes the champion's place: better (beyond chance in accuracy or macro F1, and nothing worse), "
            + "not-worse (by no more than the margin), gates-only, or never."
    )]
    public PromotionRule Promotion { get; init; } = PromotionRule.Better;

    /// <summary>What not-worse puts up with, in [0, 1].</summary>
    [Description("How much worse not-worse puts up with, as a share: 0.02 is two points.")]
    public double Margin { get; init; } = 0.02;
}
