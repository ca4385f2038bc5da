namespace MlNetLabels.Metrics;

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="Low">Lower edge of the confidences in it.</param>
/// <param name="High">Upper edge, which belongs to the next bin except for 1.</param>
/// <param name="Count">Rows in it.</param>
/// <param name="MeanConfidence">Their mean confidence, 0 to 1; null where there is none.</param>
/// <param name="HitRate">Their share of hits, 0 to 1; equal to the mean confidence where calibration is perfect; null
/// where there is
/// none.</param>
public sealed record ReliabilityBin(double Low, double High, int Count, double? MeanConfidence, double? HitRate);
