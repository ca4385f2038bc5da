namespace MlNetLabels.Benchmarks.Images;

/// <summary>What a child says after each piece of work.</summary>
/// <param name="Seconds">That it took.</param>
/// <param name="Processor">Processor time of all its threads meanwhile, in seconds; first, since the process began.</param>
/// <param name="PeakBytes">Most memory of the process so far.</param>
internal sealed record StepsAnswer(double Seconds, double Processor, long PeakBytes);
