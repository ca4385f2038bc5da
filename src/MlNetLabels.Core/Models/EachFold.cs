using System.Runtime.ExceptionServices;

namespace MlNetLabels.Models;

/// <summary>Work for every fold, on many threads.</summary>
internal static class EachFold
{
    /// <summary>Runs <paramref name="work"/> for each fold; what fails is thrown as it was.</summary>
    public static void Run(int folds, Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, folds, new ParallelOptions { CancellationToken = cancellationToken }, work);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.Flatten().InnerExceptions[0]);
        }
    }
}
