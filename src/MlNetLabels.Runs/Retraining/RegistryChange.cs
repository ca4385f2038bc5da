namespace MlNetLabels.Runs;

/// <summary>One change of a project's registry.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Alias">champion, challenger or previous.</param>
/// <param name="Run">The number of the run that it means from then on; null for none.</param>
/// <param name="From">The number that it meant before; null for none.</param>
/// <param name="Reason">Why.</param>
public sealed record RegistryChange(DateTimeOffset At, string Alias, string? Run, string? From, string Reason);
