namespace MlNetLabels.Core.Tests.OutOfDomain;

internal static class Separation
{
    /// <summary>Chance that an out-of-domain score is above an in-domain one; ties count half.</summary>
    public static double Auroc(double[] inDomain, double[] outOfDomain)
    {
        double wins = 0;
        foreach (double o in outOfDomain)
        foreach (double i in inDomain)
            wins +=
                o > i ? 1
                : o == i ? 0.5
                : 0;
        return wins / inDomain.Length / outOfDomain.Length;
    }
}
