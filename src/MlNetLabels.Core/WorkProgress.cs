namespace MlNetLabels;

/// <summary>How far a long piece of work has come.</summary>
/// <param name="Phase">What is being done, in a few words ("embedding").</param>
/// <param name="Done">Items finished, 0 to <paramref name="Total"/>.</param>
/// <param name="Total">Items in all.</param>
public readonly record struct WorkProgress(string Phase, int Done, int Total);
