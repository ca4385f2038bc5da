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
            case OperationCanceledException:
                Console.Error.WriteLine("Stopped.");
                return ExitCode.Cancelled;
            case InvalidInputException or ImageException:
                Console.Error.WriteLine($"error: {error.Message}");
                return ExitCode.BadInput;
            case IOException or UnauthorizedAccessException:
                Console.Error.WriteLine($"error: {error.Message}");
                return ExitCode.Unexpected;
            default:
                Console.Error.WriteLine($"unexpected error: {error}");
                return ExitCode.Unexpected;
        }
    }
}
