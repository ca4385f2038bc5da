namespace MlNetLabels.Cli;

/// <summary>
/// A call does not fit the run that it shall be a part of, or the scheduler's variables: trying again changes nothing,
/// the call has to. Ends with <see cref="ExitCode.Usage"/>.
/// </summary>
internal sealed class SetUpException(string message) : Exception(message);
