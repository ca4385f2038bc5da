using System.Runtime.ExceptionServices;

namespace MlNetLabels.Models;

/// <summary>Work for every fold, or score, on many threads.</summary>
internal static class Each
{
    /// <summary>Runs <paramref name="work"/> for each; what fails is thrown as it was.</summary>
    public static void Run(int count, Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, work);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.Flatten().InnerExceptions[0]);
        }
    }
}
