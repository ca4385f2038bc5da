using MlNetLabels.Evaluation;

namespace MlNetLabels.Reports;

/// <summary>
/// Everything one evaluation found: the one immutable model that every writer reads. Parts that do not apply are null
/// and absent from the JSON.
/// </summary>
internal sealed record ReportContent
{
    /// <summary>The version of the JSON outline that this library writes and reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the JSON outline.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>When the evaluation was made; written in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What was evaluated, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>
    /// What it comes to, for those who read the JSON; written anew each time, since gates may have come since.
    /// </summary>
    public ReportSummary? Summary { get; init; }

    /// <summary>What the data asks for and which losses follow from it.</summary>
    public TaskReport? Task { get; init; }

    /// <summary>The model that was judged.</summary>
    public required ModelReport Model { get; init; }

    /// <summary>The images it was trained and judged on.</summary>
    public required DataReport Data { get; init; }

    /// <summary>How good each head is.</summary>
    public required HeadsReport Heads { get; init; }

    /// <summary>How sure each head is, in domain and out of domain.</summary>
    public PerHead<HeadConfidence> Confidence { get; init; } = new();

    /// <summary>Out-of-domain images that only one head is sure of; null without both heads, and in older reports.</summary>
    public SureOfOne? SureOfOne { get; init; }

    /// <summary>The same of each out-of-domain set, by its name; null in older reports.</summary>
    public IReadOnlyDictionary<string, SureOfOne>? SureOfOneBySet { get; init; }

    /// <summary>One entry for each out-of-domain set, head and score.</summary>
    public IReadOnlyList<OutOfDomainResult> OutOfDomain { get; init; } = [];

    /// <summary>Their means over near, far and all sets.</summary>
    public IReadOnlyList<OutOfDomainMean> OutOfDomainMeans { get; init; } = [];

    /// <summary>The domain check and whether it keeps its promise in domain.</summary>
    public DomainCheckReport? DomainCheck { get; init; }

    /// <summary>
    /// Both questions of the domain check, on in-domain test images first; null where the model asks only one.
    /// </summary>
    public IReadOnlyList<StrangersRow>? Strangers { get; init; }

    /// <summary>Prediction sets on in-domain test images; null where the model has none.</summary>
    public IReadOnlyList<SetsRow>? PredictionSets { get; init; }

    /// <summary>What known negatives in training did; null where there were none.</summary>
    public IReadOnlyList<NegativesResult>? Negatives { get; init; }

    /// <summary>What abstaining buys in domain.</summary>
    public IReadOnlyList<RiskCoverageReport>? RiskCoverage { get; init; }

    /// <summary>The heads as decision rules beside each other, alone and behind the out-of-domain check.</summary>
    public IReadOnlyList<DecisionRow> SideBySide { get; init; } = [];

    /// <summary>Bounds that this run was held to.</summary>
    public IReadOnlyList<QualityGate>? Gates { get; init; }

    /// <summary>ROC curves of the out-of-domain scores.</summary>
    public IReadOnlyList<RocCurve>? RocCurves { get; init; }

    /// <summary>Counts at each threshold, one entry per label, on the test images.</summary>
    public IReadOnlyList<ThresholdCurve>? ThresholdCurves { get; init; }

    /// <summary>Precision against recall, one entry per label, on the test images.</summary>
    public IReadOnlyList<PrecisionRecallCurve>? PrecisionRecallCurves { get; init; }

    /// <summary>How labels go together; null without label heads.</summary>
    public LabelSetsReport? LabelSets { get; init; }

    /// <summary>Whether probabilities mean what they say.</summary>
    public PerHead<CalibrationDiagrams>? Calibration { get; init; }

    /// <summary>Pictures worth looking at.</summary>
    public ImagesReport? Images { get; init; }

    /// <summary>The images in two dimensions.</summary>
    public EmbeddingMap? EmbeddingMap { get; init; }

    /// <summary>What a data curator should look at.</summary>
    public DataAuditReport? Audit { get; init; }

    /// <summary>
    /// Small pictures as data URIs (JPEG, PNG, WebP or GIF in base64), named by their position by the map, the audit
    /// and nearest images; at most <see cref="ReportLimits.SmallPictures"/>.
    /// </summary>
    public IReadOnlyList<string>? SmallPictures { get; init; }

    /// <summary>What the model gave for each test image, so that reports can be compared.</summary>
    public ImageResults? ImageResults { get; init; }

    /// <summary>ML.NET's trainers beside ours; null where they were not asked.</summary>
    public IReadOnlyList<EngineFit>? Engines { get; init; }

    /// <summary>Seconds by phase.</summary>
    public IReadOnlyDictionary<string, double> Timings { get; init; } = new Dictionary<string, double>();

    /// <summary>What it takes to make the same report again.</summary>
    public required ProvenanceReport Provenance { get; init; }
}
