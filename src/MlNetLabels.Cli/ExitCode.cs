namespace MlNetLabels.Cli;

/// <summary>What the process returns, for scripts and builds.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Unexpected = 1;

    /// <summary>The call is not one of this program's, or does not fit the run that it shall be a part of.</summary>
    public const int Usage = 2;

    /// <summary>Data, image list, configuration or model cannot be used as given.</summary>
    public const int BadInput = 3;

    /// <summary>The work is done, but a figure does not keep its bound.</summary>
    public const int GateFailed = 4;

    /// <summary>The machine does not do as asked: output cannot be written, a disk or memory is full.</summary>
    public const int CannotWrite = 5;

    /// <summary>The work is done, but the new model does not take the champion's place.</summary>
    public const int NotPromoted = 6;

    /// <summary>128 + SIGINT, as shells expect.</summary>
    public const int Cancelled = 130;
}
