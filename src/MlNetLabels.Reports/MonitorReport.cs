using MlNetLabels.Data;
using MlNetLabels.Monitoring;
using MlNetLabels.Reports.Html;

namespace MlNetLabels.Reports;

/// <summary>Whether images, window after window, are like those that a model was trained on. Immutable.</summary>
public sealed record MonitorReport
{
    /// <summary>Version of the JSON outline.</summary>
    public int SchemaVersion { get; } = 1;

    /// <summary>The bundle.</summary>
    public required string Model { get; init; }

    /// <summary>What is not at work in the model, and why, a sentence each: <see cref="Models.Model.SwitchedOff"/>.</summary>
    public IReadOnlyList<string> SwitchedOff { get; init; } = [];

    /// <summary>The windows, in the order of the images.</summary>
    public required IReadOnlyList<WindowReport> Windows { get; init; }

    /// <summary>The first file of each window.</summary>
    public required IReadOnlyList<string> Starts { get; init; }

    /// <summary>Files that cannot be used, each with its reason.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>Whether any window raised an alarm; null where none could be tested.</summary>
    public bool? HasChanged => Windows.Max(window => window.HasChanged);

    /// <summary>One page of HTML that opens offline.</summary>
    public string ToHtml() => MonitorPage.Render(this);
}
