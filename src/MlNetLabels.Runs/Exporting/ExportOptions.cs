using MlNetLabels.Models;
using MlNetLabels.Onnx;

namespace MlNetLabels.Runs;

/// <summary>Which model <see cref="ImageRuns.Export"/> exports, and as what.</summary>
public sealed record ExportOptions
{
    /// <summary>The bundle to export (*.mlabels).</summary>
    public required string Model { get; init; }

    /// <summary>Keys one of which must have signed the bundle; null, the default, to take unsigned ones, too.</summary>
    public IReadOnlyList<BundleKey>? Trusted { get; init; }

    /// <summary>
    /// The ONNX file to write (*.onnx); a .json beside it says what it takes and gives. Null, the default, for none.
    /// </summary>
    public string? OnnxFile { get; init; }

    /// <summary>Where the graph starts; by default the resized and normalised tensor.</summary>
    public OnnxInput Input { get; init; } = OnnxInput.Tensor;

    /// <summary>
    /// Folder, new or empty, for .NET projects that predict with the model, answer over HTTP, and train it again where it
    /// is of a run of a project; null, the default, for none.
    /// </summary>
    public string? ProjectFolder { get; init; }

    /// <summary>
    /// Share of in-domain images that the domain check may reject, above 0 and below 1; null, the default, as trained.
    /// </summary>
    public double? RejectRate { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Model);
        if (OnnxFile is null && ProjectFolder is null)
            throw new ArgumentException($"Name what to write: {nameof(OnnxFile)}, {nameof(ProjectFolder)}, or both.");
    }
}
