using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Stores;
using MlNetLabels.Images;

namespace MlNetLabels.Cli;

/// <summary>Turns what went wrong into words on stderr and an exit code.</summary>
internal static class Failure
{
    public static int Report(Exception error)
    {
        switch (error)
        {
            case AggregateException { InnerExceptions: [var only] }:
                return Report(only);
            case AggregateException { InnerExceptions: var all } when all.All(x => x is OutOfMemoryException):
                return Report(all[0]);
            case OperationCanceledException:
                StandardError.WriteLine("Stopped.");
                return ExitCode.Cancelled;
            case SetUpException:
                StandardError.WriteLine($"error: {error.Message}");
                return ExitCode.Usage;
            case InvalidInputException or ImageException:
                StandardError.WriteLine($"error: {error.Message}");
                return ExitCode.BadInput;
            case StoreOutageException:
                StandardError.WriteLine(
                    $"error: {error.Message}. The store lists nothing either: what is done is kept, call this again once it answers."
                );
                return ExitCode.Unexpected;
            case OutOfMemoryException when MemoryLimit.Given is { } most:
                StandardError.WriteLine(
                    $"error: --memory {most / 1_000_000}MB is not enough. Give more, or smaller groups of rows in the files."
                );
                return ExitCode.CannotWrite;
            case IOException or UnauthorizedAccessException or OutOfMemoryException:
                StandardError.WriteLine($"error: {error.Message}");
                return ExitCode.CannotWrite;
            default:
                StandardError.WriteLine($"unexpected error: {error}");
                return ExitCode.Unexpected;
        }
    }
}
