using System.Text.Json.Serialization;
using MlNetLabels.Reports;

namespace MlNetLabels.Runs;

/// <summary>One run of a project, as its <c>run.json</c> says. Written last: a folder without it is half a run.</summary>
public sealed record RunRecord
{
    /// <summary>What a run's bundle is called, which services that follow the registry look for.</summary>
    internal const string ModelName = "model.mlabels";

    /// <summary>Its number, such as <c>0007</c>, which is its folder's name.</summary>
    public required string Number { get; init; }

    /// <summary>When it began, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The program's version, .NET's and the system.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>SHA-256 of the bundle.</summary>
    public required string BundleSha256 { get; init; }

    /// <summary>One SHA-256 over names, labels, divisions and contents of all images.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>Images that were used.</summary>
    public required int Images { get; init; }

    /// <summary>Those of them that only test.</summary>
    public required int TestImages { get; init; }

    /// <summary>Files that could not be read.</summary>
    public required int Skipped { get; init; }

    /// <summary>Classes or labels, in the model's order.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>How the data differ from those of the run that was champion; null where there was none.</summary>
    public DataChanges? Changes { get; init; }

    /// <summary>The figure that stands for all: accuracy of classes, macroF1 of labels.</summary>
    public required string MainFigure { get; init; }

    /// <summary>Its value on the test images; null where it cannot be computed.</summary>
    public double? MainValue { get; init; }

    /// <summary>What is not at work in its model, and why; null in records of older versions.</summary>
    public IReadOnlyList<string>? SwitchedOff { get; init; }

    /// <summary>Whether the model can be used, as its report begins.</summary>
    public required string Headline { get; init; }

    /// <summary>The run that was champion and was compared with; null where there was none.</summary>
    public string? Champion { get; init; }

    /// <summary>The champion (A) and this run (B) on the same test images; empty where they were not compared.</summary>
    public required IReadOnlyList<ComparedFigure> Figures { get; init; }

    /// <summary>Whether the rule let it take the champion's place.</summary>
    public required bool Promoted { get; init; }

    /// <summary>Why, or why not.</summary>
    public required string Reason { get; init; }

    /// <summary>Where the run is; not part of the file.</summary>
    [JsonIgnore]
    public string Folder { get; internal init; } = "";

    /// <summary>Its bundle.</summary>
    [JsonIgnore]
    public string ModelFile => Path.Combine(Folder, ModelName);
}

/// <summary>How the images of a run differ from those of an earlier one, told apart by content.</summary>
/// <param name="Added">Images that the earlier one had not.</param>
/// <param name="Removed">Images that only the earlier one had.</param>
/// <param name="Relabelled">Images of both whose labels differ.</param>
public sealed record DataChanges(int Added, int Removed, int Relabelled);
